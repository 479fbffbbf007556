/** Asks a node again and again whether it still accepts a credential. */
import { setTimeout } from 'node:timers/promises';
import type { Credential, LabNode } from '../scheme.ts';

export interface Polled {
  /** Milliseconds from the beginning until the answer that refused; null where none came. */
  readonly refusedAfterMs: number | null;
  /** Status of the last answer. */
  readonly status: number;
  /** Requests that were accepted meanwhile. */
  readonly accepted: number;
  readonly tookMs: number;
}

export interface Patience {
  /** Gives up after this. */
  readonly ms: number;
  /** Pause between two questions; none by default. */
  readonly pauseMs?: number;
}

export async function pollUntilRefused(node: LabNode, credential: Credential, { ms, pauseMs = 0 }: Patience): Promise<Polled> {
  const began = performance.now();
  for (let accepted = 0; ; accepted++) {
    const status = await node.ask(credential);
    const tookMs = performance.now() - began;
    if (status !== 200) return { refusedAfterMs: tookMs, status, accepted, tookMs };
    if (tookMs >= ms) return { refusedAfterMs: null, status, accepted: accepted + 1, tookMs };
    if (pauseMs > 0) await setTimeout(pauseMs);
  }
}
