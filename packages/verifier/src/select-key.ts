/** Stage 2: finds the key that a token names, and holds the token to that key's one algorithm. */
import { GemelError } from '@gemel/protocol';
import type { KeySource } from './key-source.ts';
import type { TokenHeader } from './parse-token.ts';
import type { VerificationKey } from './verification-key.ts';
import type { View } from './view.ts';

/**
 * Returns the key, or undefined where the name is not known (yet). The header's algorithm must be allowed and be the key's. J13 J14
 *
 * @throws GemelError `token_algorithm_wrong`, `token_key_retired`
 * @see RFC 8725, section 3.1
 */
export function selectKey(header: TokenHeader, algorithms: readonly string[], keys: KeySource, view: View): VerificationKey | undefined {
  if (!algorithms.includes(header.alg)) throw new GemelError('token_algorithm_wrong');
  if (view.isRetired(header.kid)) throw new GemelError('token_key_retired', { kid: header.kid });
  const key = keys.find(header.kid);
  if (key !== undefined && key.algorithm !== header.alg) throw new GemelError('token_algorithm_wrong', { kid: header.kid });
  return key;
}
