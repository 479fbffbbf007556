/** The timer of this machine, for the outbox; it keeps no process alive that has nothing else to do. */
import { setTimeout } from 'node:timers/promises';

/** Resolves after `ms`, or at once when aborted. */
export function systemSleep(ms: number, signal: AbortSignal): Promise<void> {
  return setTimeout(ms, undefined, { signal, ref: false }).catch(() => undefined);
}
