/** Confirms to the fleet what this node, and every reader behind it, has applied. */
import { type GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { ReaderBook } from './reader-book.ts';
import type { Registration } from './registration.ts';

export interface Receipts {
  /** This node's view has all that was written with these receipts. */
  note(receipts: readonly string[]): void;
}

export interface ReceiptsParts {
  readonly fleet: Pick<FleetStore, 'confirm'>;
  readonly registration: Registration;
  readonly book: ReaderBook;
  readonly runtime: Pick<Runtime, 'clock' | 'sleep'>;
  /** Seconds that a confirmation is kept: as long as anybody may ask for it. */
  readonly keepFor: Seconds;
  readonly onFault: (error: GemelError) => void;
  readonly signal: AbortSignal;
}

/** Silence of a reader shows by no event, so it is looked for. */
const lookEveryMs = 50;

export function createReceipts(parts: ReceiptsParts): Receipts {
  const { fleet, registration, book, runtime, keepFor, signal } = parts;
  /** By receipt: when to give up, by the monotonic clock. */
  const pending = new Map<string, number>();
  let isRunning = false;

  const confirm = async (receipts: readonly string[]): Promise<void> => {
    if (receipts.length === 0) return;
    for (const receipt of receipts) pending.delete(receipt);
    await fleet.confirm(registration.nodeId, receipts, keepFor);
  };

  const giveUp = (): void => {
    const nowMs = runtime.clock.monotonicMs();
    for (const [receipt, untilMs] of pending) if (nowMs >= untilMs) pending.delete(receipt);
  };

  /** One call after the other, each with whatever has gathered meanwhile. Whoever waits for what cannot be confirmed waits for the bound. */
  const run = async (): Promise<void> => {
    isRunning = true;
    while (pending.size > 0 && !signal.aborted) {
      const applied = [...pending.keys()].filter((receipt) => book.haveApplied(receipt));
      await confirm(applied).catch((error: unknown) => parts.onFault(toGemelError(error, 'store_unavailable')));
      giveUp();
      if (applied.length === 0 && pending.size > 0) await nextLook();
    }
    isRunning = false;
  };

  const nextLook = async (): Promise<void> => {
    const look = new AbortController();
    await Promise.race([book.nextChange(), runtime.sleep(lookEveryMs, look.signal)]);
    look.abort();
  };

  return {
    note(receipts) {
      const untilMs = runtime.clock.monotonicMs() + 2000 * registration.maxStaleness;
      for (const receipt of receipts) pending.set(receipt, untilMs);
      if (!isRunning) void run();
    },
  };
}
