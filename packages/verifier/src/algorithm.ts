/** The registry of signature algorithms; nothing else enumerates them. */
import type { PublicJwk } from '@gemel/protocol';
import { furtherAlgorithms } from '#further-algorithms';
import { es256 } from './es256.ts';
import type { SignatureCheck, SymmetricKeyMaterial } from './verification-key.ts';

/** What a caller takes on by naming it. */
export interface KeyAllowances {
  /** RSA keys from 2048 bits, where an issuer has no longer ones; 3072 otherwise. */
  readonly allowRsa2048?: boolean;
}

/** One row of the registry; `Material` is what its keys are made of. */
export interface AlgorithmOf<Material> {
  /** `alg` (RFC 7518, section 3.1), compared exactly. */
  readonly name: string;
  /** Returns what is wrong with the material, in words for a developer, or undefined. */
  problemWith(material: Material, allowances: KeyAllowances): string | undefined;
  /** Makes the check of material that has no problem; a promise where the runtime's cryptography is asynchronous. */
  importKey(material: Material, allowances: KeyAllowances): SignatureCheck | Promise<SignatureCheck>;
}

export interface PublicKeyAlgorithm extends AlgorithmOf<PublicJwk> {
  readonly isSymmetric: false;
}

export interface SecretAlgorithm extends AlgorithmOf<SymmetricKeyMaterial> {
  readonly isSymmetric: true;
}

export type Algorithm = PublicKeyAlgorithm | SecretAlgorithm;

/** Name → algorithm. */
export const algorithms: ReadonlyMap<string, Algorithm> = new Map(
  [es256, ...furtherAlgorithms].map((algorithm: Algorithm) => [algorithm.name, algorithm]),
);
