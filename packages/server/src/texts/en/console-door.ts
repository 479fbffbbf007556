/** The console's door, in English. */
import type { ConsoleDoorTexts } from '../console-door-texts.ts';

export const consoleDoor: ConsoleDoorTexts = {
  title: 'Sign in to the console',
  lead: 'For administrators. A second step is always asked for.',
  onlyPasskeys:
    'Your passkey belongs to the address of the public pages and cannot be shown here. Add an authenticator app to your account first.',
  stepUpLead: 'What comes next cannot be taken back. Show once more that it is you.',
  beginTitle: 'Become an administrator',
  beginLead:
    'This link makes you an administrator. Choose how you will sign in; an authenticator app comes next. If the address has an account, use its password.',
  beginHint: (minPasswordLength) => `At least ${minPasswordLength} characters. Long beats complicated.`,
  beginButton: 'Continue',
  beginUnconfirmed: 'If the account is new, open the link that was mailed to its address first, then continue here with the same password.',
  beginVoid: 'This link was used, is too old, or there is an administrator already.',
};
