/** Where a verifier finds keys: only in what it was configured with, never in a token. */
import type { VerificationKey } from './verification-key.ts';

export interface KeySource {
  /** Returns the key of exactly this name. */
  find(kid: string): VerificationKey | undefined;
  /**
   * Looks again for a name that is not known; resolves even where it still is not. Undefined where another look is not due:
   * then unknown is the answer.
   *
   * @throws GemelError `keys_unavailable` (rejects): whether the key exists could not be learned.
   */
  refresh(kid: string): Promise<void> | undefined;
}

/** Returns a source of keys that never change. */
export function createKeySet(keys: readonly VerificationKey[]): KeySource {
  const byKid = new Map(keys.map((key) => [key.kid, key]));
  return { find: (kid) => byKid.get(kid), refresh: () => undefined };
}
