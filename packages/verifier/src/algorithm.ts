/** The registry of signature algorithms; nothing else enumerates them. */
import { ed25519, eddsa } from './eddsa.ts';
import { es256 } from './es256.ts';
import { hs256 } from './hs256.ts';
import { ps256, rs256 } from './rsa.ts';
import type { SignatureCheck } from './verification-key.ts';

/** What a caller takes on by naming it. */
export interface KeyAllowances {
  /** RSA keys from 2048 bits, where an issuer has no longer ones; 3072 otherwise. */
  readonly allowRsa2048?: boolean;
}

/** What a key may be made of (RFC 7518, section 6): members of a public JWK, or a secret. None of them has been judged. */
export interface KeyMembers {
  readonly kty?: unknown;
  readonly crv?: unknown;
  readonly x?: unknown;
  readonly y?: unknown;
  readonly n?: unknown;
  readonly e?: unknown;
  readonly symmetricKey?: unknown;
}

/** One row of the registry. */
export interface Algorithm {
  /** `alg` (RFC 7518, section 3.1), compared exactly. */
  readonly name: string;
  /** Whether its keys are secrets that issuer and verifiers share. */
  readonly isSymmetric: boolean;
  /**
   * Makes the check; a promise where the runtime's cryptography is asynchronous. Undefined where the members are not those of a key that
   * is strong enough; it throws, or rejects, where the runtime says so.
   */
  importKey(members: KeyMembers, allowances: KeyAllowances): SignatureCheck | Promise<SignatureCheck> | undefined;
}

/** Name → algorithm. */
export const algorithms: ReadonlyMap<string, Algorithm> = new Map(
  [es256, ed25519, eddsa, ps256, rs256, hs256].map((algorithm) => [algorithm.name, algorithm]),
);
