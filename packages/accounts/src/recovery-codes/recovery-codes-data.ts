/** Recovery codes as they lie in the store: hashes of those that are left. */
import type { JsonValue, Seconds } from '@gemel/protocol';

export interface RecoveryCodesData {
  readonly hashes: readonly string[];
  readonly madeAt: Seconds;
}

export function readRecoveryCodes(data: JsonValue): RecoveryCodesData {
  const { hashes, madeAt } = data as unknown as RecoveryCodesData; // written by this package alone
  return { hashes, madeAt };
}
