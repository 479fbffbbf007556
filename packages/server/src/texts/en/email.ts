/** The e-mail address, in English. */
import type { EmailTexts } from '../email-texts.ts';

export const email: EmailTexts = {
  heading: 'E-mail address',
  lead: (address) => `${address} is how you sign in, and where messages go.`,
  isVerified: 'Confirmed',
  isUnverified: 'Not confirmed',
  sendAgain: 'Send the link again',
  next: 'New address',
  hint: 'We send a link to it. Until you open that one, nothing changes.',
  change: 'Change address',
};
