/** Gathers activity and writes it in batches, so that a request never waits for it. */
import { type Seconds, toGemelError } from '@gemel/protocol';
import type { EventHub } from '../event-hub.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore, Touch } from '../ports/session-store.ts';

export interface TouchQueue {
  /** Remembers activity; it is written within a second. */
  add(touch: Touch): void;
  /** Writes what is pending now. A failure is reported as a fault; what could not be written is kept for the next time. */
  flush(): Promise<void>;
}

/** Seconds between two notes of a session's activity: what is known to be younger is not worth a write. */
export const touchIntervalOf = (inactivityTimeout: Seconds): Seconds => Math.min(60, inactivityTimeout / 4);

const flushAfterMs = 1000;
const mostPending = 100_000;

export function createTouchQueue(store: SessionStore, runtime: Runtime, events: EventHub, signal: AbortSignal): TouchQueue {
  let pending = new Map<string, Touch>();
  let isScheduled = false;
  let writing: Promise<void> = Promise.resolve();

  const schedule = async (): Promise<void> => {
    isScheduled = true;
    await runtime.sleep(flushAfterMs, signal);
    isScheduled = false;
    await flush();
  };

  /** One batch after the other, so that whoever waits for the last has waited for all. */
  const flush = (): Promise<void> => {
    writing = writing.then(write);
    return writing;
  };

  const write = async (): Promise<void> => {
    if (pending.size === 0) return;
    const batch = pending;
    pending = new Map();
    try {
      await store.touch([...batch.values()]);
    } catch (error) {
      for (const [sid, touch] of batch) if (!pending.has(sid)) pending.set(sid, touch);
      events.emit('fault', { error: toGemelError(error, 'store_unavailable'), during: 'touch' });
      if (!isScheduled && !signal.aborted) void schedule();
    }
  };

  return {
    add(touch) {
      if (pending.size >= mostPending && !pending.has(touch.sid)) return;
      pending.set(touch.sid, touch);
      if (!isScheduled) void schedule();
    },
    flush,
  };
}
