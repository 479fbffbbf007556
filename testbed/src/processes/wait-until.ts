/** Asks until something holds, for tests that wait for another process: the only place that polls. */
import { setTimeout } from 'node:timers/promises';

export interface Waiting {
  /** For the message. */
  readonly what: string;
  /** Milliseconds until it is given up; 15,000 by default. */
  readonly timeoutMs?: number;
  /** Milliseconds between two questions; 10 by default. */
  readonly everyMs?: number;
}

/** Resolves when the condition holds; one that throws counts as false. @throws where it does not in time. */
export async function waitUntil(condition: () => boolean | Promise<boolean>, waiting: Waiting): Promise<void> {
  const { what, timeoutMs = 15_000, everyMs = 10 } = waiting;
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  while (performance.now() < deadline) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    await setTimeout(everyMs);
  }
  throw new Error(`waited ${timeoutMs} ms in vain: ${what}`, { cause: last });
}
