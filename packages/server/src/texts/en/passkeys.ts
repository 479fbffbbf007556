/** Passkeys, in English. */
import type { PasskeysTexts } from '../passkeys-texts.ts';

export const passkeys: PasskeysTexts = {
  heading: 'Passkeys',
  lead: 'Sign in with a fingerprint, your face or a PIN, without the password. A passkey works on this site alone, so that no other can trick you out of it.',
  unnamed: 'Passkey',
  keptBy: (keeper) => `Kept by ${keeper}`,
  isSynced: 'on your other devices, too',
  added: 'Added',
  lastUsed: 'last used',
  notUsed: 'not used yet',
  name: 'Name',
  nameHint: 'Whatever tells it from others later, such as “work laptop”. You may leave it empty.',
  add: 'Add a passkey',
  rename: 'Rename',
  newName: 'New name',
  save: 'Save',
  remove: 'Remove',
  warning: 'It will not sign you in any more. Delete it on your device as well: that cannot be done from here.',
  removeNow: 'Remove the passkey',
  signIn: 'Sign in with a passkey',
  show: 'Use a passkey',
  showHint: 'Your device asks for a fingerprint, your face or a PIN.',
  ceremony: {
    needsScript: 'Passkeys need JavaScript, which is switched off here.',
    unsupported: 'This browser has no passkeys.',
    cancelled: 'No passkey was used: it was cancelled, it took too long, or there is none here for this site.',
    known: 'That device has a passkey for this account already.',
    unable: 'No device here can do that. It needs a screen lock, a fingerprint or a PIN.',
    wrongSite: 'Passkeys of this service do not work at this address. Tell whoever runs it.',
    failed: 'Something went wrong. Try again in a moment.',
  },
};
