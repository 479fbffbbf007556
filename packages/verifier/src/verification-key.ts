/** A key as the verifier holds it: one name, one algorithm, and a check that is bound to both. */
import type { PublicJwk } from '@gemel/protocol';

/** Returns whether `signature` (base64url, spelling already judged) is the key's over the ASCII text `signingInput`. */
export type SignatureCheck = (signingInput: string, signature: string) => boolean | Promise<boolean>;

/** Made by `importVerificationKey`; the algorithm was fixed then and a token's header cannot change it. */
export interface VerificationKey {
  readonly kid: string;
  readonly algorithm: string;
  readonly holds: SignatureCheck;
}

/** A secret shared with the issuer. */
export interface SymmetricKeyMaterial {
  readonly kid: string;
  readonly alg: string;
  /** At least as long as the hash: 32 bytes for HS256. */
  readonly symmetricKey: Uint8Array;
}

/** What a key can be made of: never a text whose kind would have to be guessed. J03 */
export type KeyMaterial = PublicJwk | SymmetricKeyMaterial;
