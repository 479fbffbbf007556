/** Accounts elsewhere, in English. */
import type { ProvidersTexts } from '../providers-texts.ts';

export const providers: ProvidersTexts = {
  continueWith: (label) => `Continue with ${label}`,
  leaving: (label) => `On to ${label}`,
  leavingLead: (host) => `You are being led to ${host}, and back once you have signed in there.`,
  goOn: 'Go there now',
  heading: 'Accounts elsewhere',
  lead: 'Whoever is signed in there can sign in here.',
  linkWith: (label) => `Link with ${label}`,
  added: 'Linked on',
  lastUsed: 'last used',
  remove: 'Remove',
  warning: (label) => `${label} will no longer sign you in here. Your account there stays as it is.`,
  removeNow: 'Remove the link',
};
