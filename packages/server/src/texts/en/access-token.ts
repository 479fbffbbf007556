/** The access token, in English. */
import type { AccessTokenTexts } from '../access-token-texts.ts';

export const accessToken: AccessTokenTexts = {
  heading: 'An access token',
  lead: 'The twin of your cookie, for programs. It speaks for this session, and ends with it.',
  show: 'Show an access token',
  showAnother: 'Show a new one',
  warning: (duration) => `Valid for ${duration}. Whoever holds it acts as you: it is shown this once, so copy it now.`,
  token: 'Access token',
  tryIt: 'Try it',
};
