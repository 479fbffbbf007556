/** Turns key material into a verification key, strictly. */
import { GemelError, optionsError } from '@gemel/protocol';
import { algorithms, type KeyAllowances } from './algorithm.ts';
import type { KeyMaterial, SignatureCheck, VerificationKey } from './verification-key.ts';

/** Characters that a key's name may have at most. J07 */
export const LONGEST_KID = 256;

/**
 * Imports one key. Synchronous on Node.js, a promise where WebCrypto serves. Does not ask whether the key is to be trusted.
 *
 * @throws GemelError `options_invalid`: text instead of a key object or JWK, a key without `kid` or `alg`, material that is not
 * the algorithm's, a private key, a short secret, or an RSA key that is too short.
 */
export function importVerificationKey(material: KeyMaterial, allowances: KeyAllowances = {}): VerificationKey | Promise<VerificationKey> {
  const problem = problemWith(material, allowances);
  if (problem !== undefined) throw optionsError('importVerificationKey', [problem]);
  const { kid, alg } = material;
  const check = importCheck(material);
  return check instanceof Promise ? check.then((holds) => ({ kid, algorithm: alg, holds })) : { kid, algorithm: alg, holds: check };
}

function importCheck(material: KeyMaterial): SignatureCheck | Promise<SignatureCheck> {
  const algorithm = algorithms.get(material.alg);
  if (algorithm === undefined) throw new GemelError('internal');
  const refuse = (): never => {
    throw optionsError('importVerificationKey', [`the material is not a usable ${algorithm.name} key`]); // The cause would quote the key.
  };
  try {
    const check = algorithm.importKey(material);
    return check instanceof Promise ? check.catch(refuse) : check;
  } catch {
    return refuse();
  }
}

function problemWith(material: unknown, allowances: KeyAllowances): string | undefined {
  if (typeof material !== 'object' || material === null || material instanceof Uint8Array) {
    return 'a key is a public JWK with kid and alg, or { kid, alg, symmetricKey }; never text (PEM, JSON or a passphrase) whose kind would be guessed';
  }
  const { kid, alg, d, k, use } = material as Record<string, unknown>; // an object, by the line above; every member is judged below
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID) return `a key needs a kid: text of 1 to ${LONGEST_KID} characters`;
  const algorithm = typeof alg === 'string' ? algorithms.get(alg) : undefined;
  if (algorithm === undefined) return `a key needs an alg, one of ${[...algorithms.keys()].join(', ')}`;
  if (d !== undefined || k !== undefined) return 'a verifier takes public keys: leave the private member out';
  if (use !== undefined && use !== 'sig') return 'the key is not for signatures: its use is not "sig"';
  return algorithm.problemWith(material as KeyMaterial, allowances); // which judges the rest
}
