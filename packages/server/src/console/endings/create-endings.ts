/** Ends that were asked for and are being heard of: kept for a while, so that their page can show every node as it says that it refuses. */
import type { ErrorCode } from '@gemel/protocol';
import { toGemelError } from '@gemel/protocol';
import type { NodeReceipt } from 'gemel';

/** What is being ended. */
export type Ended = 'session' | 'user' | 'everyone' | 'key';

/** What is known when every node was heard, or the bound has passed. */
export interface EndingOutcome {
  readonly reach: 'committed' | 'applied' | 'bounded' | 'unguaranteed';
  readonly tookMs: number;
  /** How many sessions have ended by it; undefined for a key. */
  readonly ended?: number | undefined;
}

export interface Ending {
  readonly id: string;
  /** The session of whoever asked, who alone sees it. */
  readonly by: string;
  readonly what: Ended;
  /** Where its page leads back to. */
  readonly back: string;
  readonly receipts: readonly NodeReceipt[];
  /** Undefined as long as it is waited for. */
  readonly outcome: EndingOutcome | { readonly failed: ErrorCode } | undefined;
}

export type EndingAct = (onReceipts: (receipts: readonly NodeReceipt[]) => void) => Promise<EndingOutcome>;

export interface Endings {
  /** Begins and returns its id; nobody waits for it. */
  begin(asked: Pick<Ending, 'by' | 'what' | 'back'>, act: EndingAct): string;
  find(id: string, by: string): Ending | undefined;
  /** Calls back after each change. Returns what ends it. */
  onChange(listener: (id: string) => void): () => void;
}

const most = 200;

/** @param randomText base64url of so many random bytes */
export function createEndings(randomText: (byteLength: number) => string): Endings {
  const endings = new Map<string, Ending>();
  const listeners = new Set<(id: string) => void>();

  const change = (id: string, changes: Partial<Ending>): void => {
    const ending = endings.get(id);
    if (ending === undefined) return;
    endings.set(id, { ...ending, ...changes });
    for (const listener of listeners) listener(id);
  };

  return {
    begin: (asked, act) => {
      const id = randomText(16);
      endings.set(id, { ...asked, id, receipts: [], outcome: undefined });
      for (const oldest of [...endings.keys()].slice(0, Math.max(0, endings.size - most))) endings.delete(oldest);
      act((receipts) => change(id, { receipts })).then(
        (outcome) => change(id, { outcome }),
        (error: unknown) => change(id, { outcome: { failed: toGemelError(error).code } }),
      );
      return id;
    },
    find: (id, by) => {
      const ending = endings.get(id);
      return ending?.by === by ? ending : undefined;
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
