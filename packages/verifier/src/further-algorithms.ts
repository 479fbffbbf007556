/** The algorithms beside ES256, at hand from the start. */
import type { Algorithm } from './algorithm.ts';
import { ed25519, eddsa } from './eddsa.ts';
import { hs256 } from './hs256.ts';
import { ps256, rs256 } from './rsa.ts';

export const furtherAlgorithms: readonly Algorithm[] = [ed25519, eddsa, ps256, rs256, hs256];
