/** Proving anew who one is, in English. */
import type { StepUpTexts } from '../step-up-texts.ts';

export const stepUp: StepUpTexts = {
  title: 'Is it still you?',
  lead: (name) => `What comes next is for you alone, ${name}. Show again that it is you.`,
  confirm: 'Go on',
  withoutPassword: 'What comes next needs a recent sign-in. Sign out, sign in again, and come back.',
  withProvider: 'What comes next needs a recent sign-in. Show again that it is you, where your account is linked.',
  withoutFactor: 'What comes next needs a second step on signing in, and your account has none yet.',
  withPassword: 'Use your password',
  toSecurity: 'Set one up',
};
