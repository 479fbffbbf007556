/** This node's place among the others: registered while it reads, heard when it has applied, and able to wait for them. */
import type { GemelError, RevocationFeed } from '@gemel/protocol';
import { createReaderBook, createRelayFeed, type View } from '@gemel/verifier';
import type { ResolvedOptions } from '../options/options.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { SessionStore } from '../ports/session-store.ts';
import { type AwaitReach, createAwaitReach } from './reach.ts';
import { createReceipts, type Receipts } from './receipts.ts';
import type { Registration } from './registration.ts';
import { createServedFeed } from './served-feed.ts';
import { createSettling } from './settling.ts';
import { createStoreFeed } from './store-feed.ts';

export interface FleetParts {
  readonly store: SessionStore;
  readonly runtime: Runtime;
  readonly freshness: ResolvedOptions['freshness'];
  readonly registration: Registration;
  readonly view: View;
  readonly onFault: (during: string) => (error: GemelError) => void;
  readonly signal: AbortSignal;
}

export interface Fleet {
  readonly nodeId: string;
  /** What this node follows. */
  readonly feed: RevocationFeed;
  /** What others follow through this node. */
  readonly servedFeed: RevocationFeed;
  readonly noteReceipts: Receipts['note'];
  readonly awaitReach: AwaitReach;
  /** How many follow the feed through this node. */
  readers(): number;
  leave(): Promise<void>;
}

export function createFleet({ store, runtime, freshness, registration, view, onFault, signal }: FleetParts): Fleet {
  const book = createReaderBook(runtime.clock, () => registration.longestLease);
  // A confirmation is asked for while the bound has not passed.
  const keepFor = 2 * registration.fleetMaxStaleness + 10;
  const receipts = createReceipts({ fleet: store.fleet, registration, book, runtime, keepFor, onFault: onFault('receipts'), signal });
  const settling = createSettling({ fleet: store.fleet, registration, clock: runtime.clock, onFault: onFault('registration') });
  const feed = createStoreFeed(store, runtime.clock, freshness, registration, settling);

  return {
    nodeId: registration.nodeId,
    feed,
    servedFeed: createServedFeed(createRelayFeed({ feed, clock: runtime.clock, sleep: runtime.sleep }), book, registration),
    noteReceipts: receipts.note,
    awaitReach: createAwaitReach({ store, registration, runtime, view, onFault: onFault('revocation') }),
    readers: () => book.size,
    leave: () => registration.leave(book.hasReaders()),
  };
}
