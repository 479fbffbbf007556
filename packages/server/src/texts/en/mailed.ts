/** What mail leads to, in English. */
import type { MailedTexts } from '../mailed-texts.ts';

export const mailed: MailedTexts = {
  voidTitle: 'This link no longer works',
  voidLead: 'It was used before, is too old, or a newer one took its place. The newest link works, once.',
  toSignInLink: 'E-mail me a link',
  askSignInLink: {
    title: 'Sign in by e-mail',
    lead: 'We send you a link. Open it in this browser, and you are signed in without a password.',
    button: 'Send me a link',
    again: 'Ask for another link',
  },
  signInLink: {
    title: 'Sign in',
    lead: (email) => `This link signs you in as ${email}.`,
    button: 'Sign in',
    leadElsewhere: (email) =>
      `This link was asked for in another browser. It signs you in as ${email}. Go on only if you asked for it yourself, and if that address is yours.`,
    buttonElsewhere: 'Sign in here',
  },
  toForgotPassword: 'Forgot your password?',
  forgotPassword: {
    title: 'Choose a new password',
    lead: 'We send you a link. The password that you have works until you choose another.',
    button: 'Send me a link',
    again: 'Ask for another link',
  },
  resetPassword: {
    title: 'Choose a new password',
    lead: (email) => `For ${email}. All sessions of the account end.`,
    button: 'Set this password',
  },
  invitation: {
    title: 'Choose a password',
    lead: (email) => `An account was made for ${email}. With a password it is yours.`,
    button: 'Set this password',
  },
  verifyEmail: {
    title: 'Confirm your address',
    lead: (email) => `Show that messages to ${email} reach you.`,
    button: 'Confirm this address',
  },
  askVerification: {
    title: 'Confirm your address',
    lead: 'We send you the link once more. The one before no longer works then.',
    button: 'Send me a link',
    again: 'Ask for another link',
  },
  toVerification: 'No link to confirm your address?',
  isConfirmed: 'It is confirmed?',
  changeEmail: {
    title: 'Use this address',
    lead: (email) => `From now on you sign in as ${email}, and messages go there.`,
    button: 'Use this address',
    again: 'Go to your account',
  },
  undoEmailChange: {
    title: 'Take your address back',
    lead: (email) =>
      `Your account gets ${email} again. All its sessions end, and a password and ways to sign in that were set since the change are removed.`,
    button: 'Take it back',
  },
  knowsPassword: 'Rather with a password?',
  toSignIn: 'Sign in',
};
