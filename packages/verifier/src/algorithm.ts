/** The registry of signature algorithms; nothing else enumerates them. */
import { ed25519, eddsa } from './eddsa.ts';
import { es256 } from './es256.ts';
import { hs256 } from './hs256.ts';
import { ps256, rs256 } from './rsa.ts';
import type { KeyMaterial, SignatureCheck } from './verification-key.ts';

/** What a caller takes on by naming it. */
export interface KeyAllowances {
  /** RSA keys from 2048 bits, where an issuer has no longer ones; 3072 otherwise. */
  readonly allowRsa2048?: boolean;
}

/** One row of the registry. */
export interface Algorithm {
  /** `alg` (RFC 7518, section 3.1), compared exactly. */
  readonly name: string;
  /** Returns what is wrong with the material, in words for a developer, or undefined. */
  problemWith(material: KeyMaterial, allowances?: KeyAllowances): string | undefined;
  /** Makes the check of material that has no problem; a promise where the runtime's cryptography is asynchronous. */
  importKey(material: KeyMaterial): SignatureCheck | Promise<SignatureCheck>;
}

/** Name → algorithm. */
export const algorithms: ReadonlyMap<string, Algorithm> = new Map(
  [es256, ed25519, eddsa, ps256, rs256, hs256].map((algorithm) => [algorithm.name, algorithm]),
);
