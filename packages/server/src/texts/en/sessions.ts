/** Sessions, in English. */
import type { SessionsTexts } from '../sessions-texts.ts';

export const sessions: SessionsTexts = {
  heading: 'Where you are signed in',
  lead: 'Ending a session ends its cookie and its tokens, everywhere.',
  proveFirst: 'Show once more that it is you, and you see where you are signed in, and can end it there.',
  prove: 'Show my sessions',
  isCurrent: 'This device',
  unknownDevice: 'Unknown device',
  lastActive: 'Last active',
  signedIn: 'Signed in',
  end: 'End',
  endOthers: 'End all others',
  endOthersToo: 'End all my other sessions',
  endAll: 'Sign out everywhere',
  facts: {
    heading: 'This session',
    lead: 'What a service learns of you, by the cookie and by the token alike.',
    subject: 'Subject',
    session: 'Session',
    signedIn: 'Signed in',
    roles: 'Roles',
    permissions: 'Permissions',
    none: 'none',
    endsIfUnused: 'Ends if unused',
  },
};
