/** Turns key material into a verification key, strictly. */
import { type GemelError, optionsError } from '@gemel/protocol';
import { adviceOn } from '#advice';
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
  const problem = problemWith(material);
  if (problem !== undefined) throw wrongKey(problem);
  const { kid, alg } = material;
  const keyWith = (holds: SignatureCheck): VerificationKey => ({ kid, algorithm: alg, holds });
  const refuse = (): never => {
    throw wrongKey(adviceOn('keyMaterial', alg)); // A cause would quote the key.
  };
  const check = importCheck(material, allowances) ?? refuse();
  return check instanceof Promise ? check.then(keyWith, refuse) : keyWith(check);
}

/** Returns undefined for material that is not the algorithm's. */
function importCheck(material: KeyMaterial, allowances: KeyAllowances): SignatureCheck | Promise<SignatureCheck> | undefined {
  const algorithm = algorithms.get(material.alg);
  try {
    return algorithm?.isSymmetric === 'symmetricKey' in material ? algorithm.importKey(material, allowances) : undefined;
  } catch {
    return undefined;
  }
}

function wrongKey(problem: string): GemelError {
  return optionsError('importVerificationKey', [problem]);
}

function problemWith(material: unknown): string | undefined {
  if (typeof material !== 'object' || material === null || material instanceof Uint8Array) return adviceOn('keyKind');
  const { kid, alg, d, k, use } = material as Record<string, unknown>; // an object, by the line above; the algorithm judges the rest
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID) return adviceOn('keyName', '', [String(LONGEST_KID)]);
  if (typeof alg !== 'string' || !algorithms.has(alg)) return adviceOn('keyAlgorithm', '', [...algorithms.keys()]);
  if (d !== undefined || k !== undefined) return adviceOn('keyPrivate');
  return use === undefined || use === 'sig' ? undefined : adviceOn('keyUse');
}
