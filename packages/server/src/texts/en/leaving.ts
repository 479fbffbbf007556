/** Taking one's data along, and the end of an account, in English. */
import type { LeavingTexts } from '../leaving-texts.ts';

export const leaving: LeavingTexts = {
  export: {
    heading: 'Take your data with you',
    lead: 'One file with everything that is kept about your account: sessions, ways to sign in, what happened. Nothing in it lets anybody in.',
    download: 'Download my data',
  },
  deletion: {
    heading: 'Delete your account',
    lead: 'You are signed out everywhere at once, and your password, passkeys, app and recovery codes are gone.',
    open: 'Delete my account',
    warning: (name) =>
      `The account of ${name} will be gone for good, and nobody can bring it back. Take your data with you first if you want to keep them.`,
    confirm: 'Delete it for good',
  },
};
