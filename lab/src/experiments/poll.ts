/** Asks again and again, until an answer shows what was waited for. */
import { setTimeout } from 'node:timers/promises';
import type { Credential } from '../fleet/credential.ts';
import type { Answer, Asking, LabNode } from '../fleet/lab-node.ts';
import { nowMs } from '../fleet/recorder.ts';

export interface Polled {
  /** Milliseconds from `since` to the sending of the last request that was still accepted; 0 where none was. */
  readonly lastAcceptedMs: number;
  /** The answer that ended it; null where none did in time. */
  readonly ended: Answer | null;
  /** Requests that were accepted. */
  readonly accepted: number;
  readonly tookMs: number;
}

export interface Patience {
  /** By `nowMs`. */
  readonly since: number;
  readonly patienceMs: number;
  /** Pause between two questions; none by default. */
  readonly pauseMs?: number;
  readonly asking?: Asking;
  /** True where an answer still shows the old state; by default every 200 does. */
  isStill?(answer: Answer): boolean;
}

export async function pollWhile(node: LabNode, credential: Pick<Credential, 'headers'>, patience: Patience): Promise<Polled> {
  const { since, patienceMs, pauseMs = 0, asking = {}, isStill = ({ status }) => status === 200 } = patience;
  let lastAcceptedMs = 0;
  for (let accepted = 0; ; accepted++) {
    const sent = nowMs();
    const answer = await node.ask(credential, asking);
    const tookMs = nowMs() - since;
    if (!isStill(answer)) return { lastAcceptedMs, ended: answer, accepted, tookMs };
    lastAcceptedMs = Math.max(0, sent - since);
    if (tookMs >= patienceMs) return { lastAcceptedMs, ended: null, accepted: accepted + 1, tookMs };
    if (pauseMs > 0) await setTimeout(pauseMs);
  }
}

/** @throws Error where a credential that must hold does not */
export async function expectAccepted(node: LabNode, credential: Pick<Credential, 'headers'>, asking: Asking = {}): Promise<void> {
  const { status } = await node.ask(credential, asking);
  if (status !== 200) throw new Error(`${node.name} refused a live session with ${status}`);
}
