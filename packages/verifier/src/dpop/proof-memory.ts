/** Which proofs were used, in bounded memory: none is forgotten while it would still be good. */
import { GemelError, type Seconds } from '@gemel/protocol';

export interface ProofMemory {
  /**
   * Returns whether nobody has used the name before, and remembers it.
   *
   * @param iat whole seconds; not past by more than the memory's `maxAge`.
   * @throws GemelError `request_throttled` where there is no room
   */
  use(name: string, iat: Seconds, now: Seconds): boolean;
}

/** Filed by the second of their `iat`, so that what is past can be dropped at once. */
export function createProofMemory(most: number, maxAge: Seconds): ProofMemory {
  const bySecond = new Map<Seconds, Set<string>>();
  let size = 0;
  let sweptAt = Number.NEGATIVE_INFINITY;
  let forgottenUpTo = Number.NEGATIVE_INFINITY;

  function forget(now: Seconds): void {
    if (Math.floor(now) === sweptAt) return;
    sweptAt = Math.floor(now);
    for (const [second, names] of bySecond) {
      if (second >= now - maxAge) continue;
      bySecond.delete(second);
      size -= names.size;
      forgottenUpTo = Math.max(forgottenUpTo, second);
    }
  }

  return {
    use(name, iat, now) {
      forget(now);
      // Engine time may be set back, and what was past be good again; it is not known here any more whether it was used.
      if (iat <= forgottenUpTo) return false;
      const names = bySecond.get(iat) ?? new Set();
      if (names.has(name)) return false;
      if (size >= most) throw new GemelError('request_throttled', { retryAfter: 1 });
      bySecond.set(iat, names.add(name));
      size++;
      return true;
    },
  };
}
