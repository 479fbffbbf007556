/** Turns key material into a verification key, strictly. */
import { GemelError, optionsError } from '@gemel/protocol';
import { adviceOn } from '#advice';
import { type AlgorithmOf, algorithms, type KeyAllowances } from './algorithm.ts';
import type { KeyMaterial, SignatureCheck, VerificationKey } from './verification-key.ts';

/** Characters that a key's name may have at most. J07 */
export const LONGEST_KID = 256;

/**
 * Imports one key. Synchronous on Node.js, a promise where WebCrypto serves. Does not ask whether the key is to be trusted.
 *
 * @throws GemelError `options_invalid`: text instead of a key object or JWK, a key without `kid` or `alg`, material that is not
 * the algorithm's, a private key, a short secret, or an RSA key that is too short. In a bundle, `keys_unavailable` (rejects) where the code
 * of the algorithm could not be fetched.
 */
export function importVerificationKey(material: KeyMaterial, allowances: KeyAllowances = {}): VerificationKey | Promise<VerificationKey> {
  const check = importCheck(material, allowances);
  const { kid, alg } = material;
  return check instanceof Promise ? check.then((holds) => ({ kid, algorithm: alg, holds })) : { kid, algorithm: alg, holds: check };
}

function importCheck(material: KeyMaterial, allowances: KeyAllowances): SignatureCheck | Promise<SignatureCheck> {
  const problem = problemWith(material);
  if (problem !== undefined) throw wrongKey(problem);
  const algorithm = algorithms.get(material.alg);
  if (algorithm?.isSymmetric === false && !('symmetricKey' in material)) return importWith(algorithm, material, allowances);
  if (algorithm?.isSymmetric === true && 'symmetricKey' in material) return importWith(algorithm, material, allowances);
  if (algorithm === undefined) throw wrongKey(adviceOn('keyAlgorithm', '', [...algorithms.keys()].join(', ')));
  throw wrongKey(adviceOn(algorithm.isSymmetric ? 'secretWanted' : 'jwkWanted', algorithm.name));
}

function importWith<Material>(
  algorithm: AlgorithmOf<Material>,
  material: Material,
  allowances: KeyAllowances,
): SignatureCheck | Promise<SignatureCheck> {
  const problem = algorithm.problemWith(material, allowances);
  if (problem !== undefined) throw wrongKey(problem);
  const refuse = (error: unknown): never => {
    throw error instanceof GemelError ? error : wrongKey(adviceOn('keyUnusable', algorithm.name)); // The cause would quote the key.
  };
  try {
    const check = algorithm.importKey(material, allowances);
    return check instanceof Promise ? check.catch(refuse) : check;
  } catch (error) {
    return refuse(error);
  }
}

function wrongKey(problem: string): GemelError {
  return optionsError('importVerificationKey', [problem]);
}

function problemWith(material: unknown): string | undefined {
  if (typeof material !== 'object' || material === null || material instanceof Uint8Array) return adviceOn('keyKind');
  const { kid, d, k, use } = material as Record<string, unknown>; // an object, by the line above; the algorithm judges the rest
  if (typeof kid !== 'string' || kid === '' || kid.length > LONGEST_KID) return adviceOn('keyName', '', String(LONGEST_KID));
  if (d !== undefined || k !== undefined) return adviceOn('keyPrivate');
  return use === undefined || use === 'sig' ? undefined : adviceOn('keyUse');
}
