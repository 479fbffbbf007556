/** The front page, in English. */
import type { LandingTexts } from '../landing-texts.ts';

export const landing: LandingTexts = {
  title: 'One sign-in, twin credentials',
  heading: 'One sign\u2011in, twin credentials.',
  lead: 'Sign in once and hold a session cookie for pages and an access token for APIs. They open the same doors, and end at the same moment, everywhere.',
  account: 'Your account',
  signUp: 'Create an account',
  signIn: 'Sign in',
  picture: 'Two interlocked rings: a cookie and a token, joined in one session.',
  cookie: 'Cookie',
  cookieUse: 'for pages',
  token: 'Token',
  tokenUse: 'for APIs',
  joined: ['one', 'session'],
  facts: [
    { kind: 'cookie', heading: 'For pages', text: 'An opaque cookie that no script can read and no other site can send for you.' },
    { kind: 'token', heading: 'For APIs', text: 'A signed token that any service checks by itself, without asking anybody.' },
    { kind: 'both', heading: 'One end', text: 'End a session here, and both stop working in every service, moments later.' },
  ],
};
