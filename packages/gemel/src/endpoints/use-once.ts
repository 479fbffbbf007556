/** What is good once: a name is told to be new the first time, and for as long as it is remembered never again. */
import { type Clock, GemelError, type Seconds } from '@gemel/protocol';

/** Resolves to whether nobody has used the name in the last `lifetime` seconds; of many at once one is told so. */
export type UseOnce = (name: string, lifetime: Seconds) => Promise<boolean>;

/** Names that one process remembers at most: as many assertions as it could check in a minute. */
const mostNames = 100_000;

/**
 * Remembers in this process alone: what was used on one node can be used once on each other one.
 *
 * @throws GemelError (from what it returns) `request_throttled` where there is no room, since nothing is forgotten before its time
 */
export function createUseOnce(clock: Pick<Clock, 'monotonicMs'>, most: number = mostNames): UseOnce {
  const endsMs = new Map<string, number>();

  /** In the order in which they came; one with a shorter life behind a longer one stays as long as that. */
  function forget(nowMs: number): void {
    for (const [name, endMs] of endsMs) {
      if (endMs > nowMs) return;
      endsMs.delete(name);
    }
  }

  return async (name, lifetime) => {
    const nowMs = clock.monotonicMs();
    forget(nowMs);
    const endMs = endsMs.get(name);
    if (endMs !== undefined && endMs > nowMs) return false;
    if (endsMs.size >= most) throw new GemelError('request_throttled', { retryAfter: lifetime });
    endsMs.delete(name);
    endsMs.set(name, nowMs + lifetime * 1000);
    return true;
  };
}
