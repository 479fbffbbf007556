/** A limit for something that may never answer. */
import { GemelError } from '@gemel/protocol';

export interface TimeLimit {
  /** Rejects with `store_unavailable` when the time has passed. */
  readonly passed: Promise<never>;
  stop(): void;
}

export function createTimeLimit(timeoutMs: number): TimeLimit {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new GemelError('store_unavailable', { reason: `no answer within ${timeoutMs} ms` })), timeoutMs);
  });
  passed.catch(() => undefined);
  return { passed, stop: () => clearTimeout(timer) };
}
