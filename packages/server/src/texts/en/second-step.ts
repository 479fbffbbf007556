/** The second step of a sign-in, in English. */
import type { SecondStepTexts } from '../second-step-texts.ts';

export const secondStep: SecondStepTexts = {
  title: 'One more step',
  lead: (email) => `Show that it is you, ${email}.`,
  code: 'Code from your authenticator app',
  codeHint: 'Six digits. If it is not taken, wait for the next one.',
  recoveryCode: 'Recovery code',
  recoveryCodeHint: 'One of those that you kept. It works once.',
  confirm: 'Sign in',
  instead: {
    totp: 'Use your authenticator app',
    passkey: 'Use a passkey',
    recovery_code: 'Use a recovery code',
  },
  setUpTitle: 'Set up a second step',
  setUpLead: (email) => `${email} needs more than a password here. It takes a minute to set up.`,
  isStranger: 'Not you?',
  startAgain: 'Start again',
};
