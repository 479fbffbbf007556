/** An engine that tells twenty readers of a revocation, beside what its own transport does to tell them of anything. */
import type { SessionStore } from 'gemel';

/** One way to send a message to all readers. Resolves with the milliseconds from the sending until the last of them has it. */
export interface RawTransport {
  readonly name: string;
  send(): Promise<number>;
}

export interface FanOutEngine {
  readonly name: string;
  /** Its own handle on the data for each node. */
  openStore(): Promise<SessionStore>;
  readonly raw: readonly RawTransport[];
  close(): Promise<void>;
}

/** Counts those who have heard. */
export interface Hearing {
  /** Resolves when so many have called `heard` since. */
  all(count: number): Promise<number>;
  heard(): void;
}

export function createHearing(): Hearing {
  let left = 0;
  let done: (atMs: number) => void = () => undefined;
  return {
    all: (count) =>
      new Promise((resolve) => {
        left = count;
        done = resolve;
      }),
    heard() {
      left--;
      if (left === 0) done(performance.now());
    },
  };
}

/** From the sending until the last one has heard. */
export async function measureFromSending(hearing: Hearing, count: number, send: () => Promise<unknown>): Promise<number> {
  const last = hearing.all(count);
  const sentMs = performance.now();
  await send();
  return (await last) - sentMs;
}

/** From the acknowledgement until the last one has heard; 0 where all had heard before it. */
export async function measureFromAcknowledgement(hearing: Hearing, count: number, send: () => Promise<unknown>): Promise<number> {
  const last = hearing.all(count);
  await send();
  const acknowledgedMs = performance.now();
  return Math.max(0, (await last) - acknowledgedMs);
}
