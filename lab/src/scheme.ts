/** What the lab calls a scheme: one way of keeping people signed in, run as two real node processes that share what it shares. */
import type { Effort } from './effort.ts';

/** To add a scheme, write a node program (see `nodes/`) and one of these, and put it into `schemes/scheme-list.ts`. */
export interface Scheme {
  readonly id: string;
  /** Heading of its column. */
  readonly title: string;
  /** One line: what the two nodes share, and what it runs on here. */
  readonly shares: string;
  /** Starts its processes on free loopback ports; what they write goes below `folder`, which is the lab's to delete. */
  start(setting: SchemeSetting): Promise<RunningScheme>;
}

export interface SchemeSetting {
  readonly folder: string;
  readonly effort: Effort;
}

export interface RunningScheme {
  readonly a: LabNode;
  readonly b: LabNode;
  /** Seconds after which it promises to refuse an ended session on every node; null where it promises nothing of the kind. */
  readonly bound: number | null;
  /** Stops every process that it started. */
  stop(): Promise<void>;
}

/** What a client holds after signing in. */
export interface Credential {
  /** What it presents with each request. */
  readonly headers: Readonly<Record<string, string>>;
  /** All that it keeps, by name. */
  readonly kept: Readonly<Record<string, string>>;
}

/** One process of a scheme: over HTTP as a client sees it, and by a channel of its own for what only the lab may ask. */
export interface LabNode {
  signIn(): Promise<Credential>;
  /** Status of a request that needs authentication: 200 where the credential was accepted. */
  ask(credential: Credential): Promise<number>;
  /** Resolves when the node has acknowledged. */
  signOut(credential: Credential): Promise<number>;
  /** Status of an attempt to get a new access token; null where the scheme has none to refresh. */
  refresh(credential: Credential): Promise<number | null>;

  /** Commands that this node has sent to what the nodes share. */
  storeCommands(): Promise<StoreCommands>;
  /** What the nodes share holds at this moment. */
  holdings(): Promise<Holdings>;
  /** From now on, or no longer, every command of this node to what the nodes share fails. */
  cutStore(isCut: boolean): Promise<void>;
  /** Lets this node's judgement of `exp` run ahead by so many seconds; false where the scheme has no such clock. */
  shiftClock(seconds: number): Promise<boolean>;
}

/** Counted at the place where a command leaves the node. */
export interface StoreCommands {
  /** On behalf of a request. */
  readonly asked: number;
  /** By itself: reading a feed, writing activity in batches. */
  readonly background: number;
}

export interface Holdings {
  readonly records: number;
  readonly bytes: number;
}
