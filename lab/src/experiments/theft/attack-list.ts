/** The attacks of experiment 6, in the order of its rows; a new one is one more entry. */
import type { Attack } from './attack.ts';
import { algNone } from './attacks/alg-none.ts';
import { boundProof, boundToken } from './attacks/bound-token.ts';
import { changedClaims } from './attacks/changed-claims.ts';
import { crossSite, siblingSite } from './attacks/cross-site.ts';
import { fixation } from './attacks/fixation.ts';
import { keyConfusion } from './attacks/key-confusion.ts';
import { refreshAfterSignOut } from './attacks/refresh-after-sign-out.ts';
import { refreshRace } from './attacks/refresh-race.ts';
import { replayAfterSignOut } from './attacks/replay-after-sign-out.ts';
import { scriptReadsMemory } from './attacks/script-reads-memory.ts';
import { scriptReadsStorage } from './attacks/script-reads-storage.ts';
import { sharedSecret } from './attacks/shared-secret.ts';
import { stolenCredential } from './attacks/stolen-credential.ts';

export const attackList: readonly Attack[] = [
  stolenCredential,
  boundToken,
  boundProof,
  replayAfterSignOut,
  scriptReadsStorage,
  scriptReadsMemory,
  refreshRace,
  refreshAfterSignOut,
  sharedSecret,
  fixation,
  crossSite,
  siblingSite,
  changedClaims,
  algNone,
  keyConfusion,
];
