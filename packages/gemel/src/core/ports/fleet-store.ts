/** Which nodes follow the log, and what they have said to have heard: what an acknowledged revocation waits for. */
import type { Seconds } from '@gemel/protocol';
import type { Stamped } from './stamped.ts';

/** A node as the store knows it; registered before its first lease, and renewed while it has any. */
export interface FleetNode {
  /** Random; a process that starts again is another node. */
  readonly id: string;
  /** Seconds: the bound that this node keeps. */
  readonly maxStaleness: Seconds;
  /** True where it goes on accepting when its lease has run out (`onStale: 'accept'`): the bound says nothing about it. */
  readonly acceptsStale: boolean;
  /** Undefined where it says nothing of itself: a command, or a node of an earlier version. */
  readonly report?: NodeReport | undefined;
}

/** How a node stood when it registered, by its own word. It is for people: nothing is decided by it. */
export interface NodeReport {
  /** What people know the node as, such as its host and port; undefined where nobody named it. */
  readonly name: string | undefined;
  /** Seconds by which its view might be behind the log, or more where its lease had run out; undefined before its first read. */
  readonly lag: Seconds | undefined;
  /** Seconds until its trust in the view ended, in the partition that is trusted least long; 0 where it had. */
  readonly leaseLeft: Seconds;
}

/** A node as the store gives it back. */
export interface RegisteredNode extends FleetNode {
  /** By the engine's clock, when it registered last; undefined for a node of an earlier version. */
  readonly registeredAt: Seconds | undefined;
}

/** What a fleet has in common. */
export interface FleetFacts {
  readonly maxStaleness: Seconds;
  /** Undefined before any was. */
  readonly settledEpoch: string | undefined;
}

export interface FleetStore {
  /**
   * Registers the node, or renews its registration, until `keepFor` seconds from the engine's now; what it reports of itself takes the
   * place of what it reported before. Returns the fleet's bound (what is stored, or the node's own, which is stored where there was none)
   * and the epoch that was settled last.
   */
  register(node: FleetNode, keepFor: Seconds): Promise<Stamped<FleetFacts>>;
  /** Notes that this epoch of the log has been there for longer than `maxStaleness`: whoever starts from now on need not wait for what was lost. */
  settle(epoch: string): Promise<void>;
  /** Forgets the node; it has ended. */
  unregister(id: string): Promise<void>;
  /** The nodes whose registration has not run out, in any order. */
  list(): Promise<Stamped<readonly RegisteredNode[]>>;
  /** Replaces the fleet's bound. */
  setMaxStaleness(maxStaleness: Seconds): Promise<void>;
  /** Notes that a node has applied every entry that carries one of these receipts; kept for `keepFor` seconds. */
  confirm(id: string, receipts: readonly string[], keepFor: Seconds): Promise<void>;
  /** The nodes that have confirmed a receipt, in any order. */
  confirmedBy(receipt: string): Promise<readonly string[]>;
}
