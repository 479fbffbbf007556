/** Confirms to the fleet what this node, and every reader behind it, has applied. */
import { type GemelError, type Seconds, toGemelError } from '@gemel/protocol';
import type { ReaderBook } from '@gemel/verifier';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Registration } from './registration.ts';

export interface Receipts {
  /** This node's view has all that was written with these receipts. */
  note(receipts: readonly string[]): void;
}

export interface ReceiptsParts {
  readonly fleet: Pick<FleetStore, 'confirm'>;
  readonly registration: Pick<Registration, 'nodeId' | 'longestLease'>;
  readonly book: ReaderBook;
  readonly runtime: Pick<Runtime, 'clock' | 'sleep'>;
  /** Seconds that a confirmation is kept: as long as anybody may ask for it. */
  readonly keepFor: Seconds;
  readonly onFault: (error: GemelError) => void;
  readonly signal: AbortSignal;
}

/** Silence of a reader shows by no event, so it is looked for. */
const lookEveryMs = 50;
/** After a failure. */
const retryAfterMs = 500;

export function createReceipts(parts: ReceiptsParts): Receipts {
  const { fleet, registration, book, runtime, keepFor, signal } = parts;
  /** By receipt: when to give up, by the monotonic clock. */
  const pending = new Map<string, number>();
  let isRunning = false;
  let look = new AbortController();

  const settle = (receipt: string): void => {
    pending.delete(receipt);
    book.settle(receipt);
  };

  /** Returns whether the store has said that it knows; a call that is not answered is made again. */
  const confirm = async (receipts: readonly string[]): Promise<boolean> => {
    if (receipts.length === 0) return true;
    const answered = new AbortController();
    const confirming = fleet.confirm(registration.nodeId, receipts, keepFor).then(
      () => true,
      (error: unknown) => {
        parts.onFault(toGemelError(error, 'store_unavailable'));
        return false;
      },
    );
    const tooLate = runtime.sleep(registration.longestLease * 1000, answered.signal).then(() => false);
    return Promise.race([confirming, tooLate]).finally(() => answered.abort());
  };

  const giveUp = (): void => {
    const nowMs = runtime.clock.monotonicMs();
    for (const [receipt, untilMs] of pending) if (nowMs >= untilMs) settle(receipt);
  };

  /** One call after the other, each with whatever has gathered meanwhile. Whoever waits for what cannot be confirmed waits for the bound. */
  const run = async (): Promise<void> => {
    isRunning = true;
    while (pending.size > 0 && !signal.aborted) {
      look = new AbortController();
      const applied = [...pending.keys()].filter((receipt) => book.haveApplied(receipt));
      const isKnown = await confirm(applied);
      if (isKnown) for (const receipt of applied) settle(receipt);
      giveUp();
      if (!isKnown) await runtime.sleep(retryAfterMs, signal);
      else if (pending.size > 0 && applied.length === 0) await runtime.sleep(lookEveryMs, look.signal);
    }
    isRunning = false;
  };

  book.onApplied(() => look.abort());

  return {
    note(receipts) {
      const untilMs = runtime.clock.monotonicMs() + 2000 * registration.longestLease;
      for (const receipt of receipts) if (!book.isSettled(receipt)) pending.set(receipt, untilMs);
      look.abort();
      if (!isRunning) void run();
    },
  };
}
