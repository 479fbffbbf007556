/** What a node does in the background, each part on its own: prune the store, keep the key ring, notice sessions that ran out. */
import { toGemelError } from '@gemel/protocol';
import type { FindRecord } from './cache/find-record.ts';
import { expiresAt } from './sessions/check-record.ts';
import type { EndedSignals } from './sessions/ended-signals.ts';
import type { EventHub } from './event-hub.ts';
import type { KeyRing } from './tokens/key-ring.ts';
import type { Runtime } from './ports/runtime.ts';
import type { SessionStore } from './ports/session-store.ts';

export interface MaintenanceParts {
  readonly runtime: Runtime;
  readonly store: SessionStore;
  readonly keyRing: KeyRing;
  readonly findRecord: FindRecord;
  readonly signals: EndedSignals;
  readonly events: EventHub;
  readonly keepFor: number;
  readonly signal: AbortSignal;
}

const everyMs = 15_000;

export interface Maintenance {
  start(): void;
  /** One round, for tests and for the loop. A part that fails is reported and does not stop the others. */
  runOnce(): Promise<void>;
}

export function createMaintenance(parts: MaintenanceParts): Maintenance {
  const { runtime, store, findRecord, keyRing, signals, events, keepFor, signal } = parts;

  const isOver = async (sid: string): Promise<boolean> => {
    const { value, now } = await findRecord(sid);
    return value === undefined || value.endedAt !== null || now >= expiresAt(value);
  };

  const duties: readonly (readonly [string, () => Promise<unknown>])[] = [
    ['key ring', () => keyRing.maintain()],
    ['ended signals', () => signals.sweep(isOver)],
    ['pruning', () => store.deleteExpired(keepFor)],
  ];

  const runOnce = async (): Promise<void> => {
    for (const [during, duty] of duties) {
      await duty().catch((error: unknown) => events.emit('fault', { error: toGemelError(error, 'store_unavailable'), during }));
    }
  };

  const loop = async (): Promise<void> => {
    while (!signal.aborted) {
      await runtime.sleep(everyMs, signal);
      if (!signal.aborted) await runOnce();
    }
  };

  return { start: () => void loop(), runOnce };
}
