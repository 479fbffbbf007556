/** Recovery codes, in English. */
import type { RecoveryCodesTexts } from '../recovery-codes-texts.ts';

export const recoveryCodes: RecoveryCodesTexts = {
  heading: 'Recovery codes',
  lead: 'For the day when your app or your passkey is not at hand: each code takes its place once, beside the password.',
  left: (count) => (count === 0 ? 'None yet' : `${count} left`),
  make: 'Make recovery codes',
  renew: 'Make new codes',
  warning: 'New codes replace the ones that you have.',
  keep: 'Print them, or keep them where you keep your passwords; not on the device that they stand in for.',
  once: 'They are shown this once.',
  codes: 'Your codes',
  download: 'Download as a file',
  saved: 'I have kept them',
  file: (service, name, codes) =>
    [`Recovery codes of ${name} at ${service}.`, 'Each one works once. New codes make these worthless.', '', ...codes, ''].join('\n'),
};
