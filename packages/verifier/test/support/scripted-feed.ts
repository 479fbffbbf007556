/** A feed that does, read by read, what a test says. */
import type { FeedPage, FeedReadOptions, RevocationFeed } from '@gemel/protocol';

export interface Read {
  readonly after: string | undefined;
  readonly waitMs: number | undefined;
  readonly signal: AbortSignal | undefined;
  answer(page: FeedPage): void;
  fail(error: unknown): void;
}

export interface ScriptedFeed extends RevocationFeed {
  /** Resolves to the next read, when it has been sent. */
  nextRead(): Promise<Read>;
  readonly reads: number;
}

export function createScriptedFeed(): ScriptedFeed {
  const sent: Read[] = [];
  const waiting: ((read: Read) => void)[] = [];
  let reads = 0;
  return {
    read: (after, { waitMs, signal }: FeedReadOptions = {}) =>
      new Promise((answer, fail) => {
        reads++;
        const read = { after, waitMs, signal, answer, fail };
        const waiter = waiting.shift();
        if (waiter === undefined) sent.push(read);
        else waiter(read);
      }),
    nextRead: () =>
      new Promise((resolve) => {
        const read = sent.shift();
        if (read === undefined) waiting.push(resolve);
        else resolve(read);
      }),
    get reads() {
      return reads;
    },
  };
}

/** Lets everything run that can run without time passing. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
