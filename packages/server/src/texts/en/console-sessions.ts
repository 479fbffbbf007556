/** Sessions in the console, in English. */
import type { ConsoleSessionsTexts } from '../console-sessions-texts.ts';

export const consoleSessions: ConsoleSessionsTexts = {
  title: 'Sessions',
  lead: 'Everybody who is signed in, on whatever device. What is ended here is refused on every node, by cookie and by token.',
  heading: 'Sessions that stand',
  none: 'No session.',
  own: 'this one',
  console: 'console',
  impersonated: 'an administrator acts in it',
  ended: 'ended',
  modes: { cookie: 'cookie', token: 'tokens', both: 'cookie and tokens' },
  seen: 'last seen',
  began: 'signed in',
  ends: 'ends',
  end: 'End',
  endWarning: 'Whoever holds it is signed out, at once and everywhere.',
  endButton: 'End it',
  ofUser: {
    opener: 'End all of them',
    warning: 'The person is signed out on every device, and sign-ins under way come to nothing.',
    button: 'End all of them',
  },
  everyone: {
    heading: 'Everybody',
    lead: 'For when it is not known whose credentials leaked.',
    opener: 'End the sessions of everybody',
    warning: 'Everybody but you is signed out, on every device and every node.',
    button: 'Sign everybody out',
  },
};
