/** What the lab hands to a node when it starts it. */

/** Where the nodes of a fleet keep what they share. */
export type StoreAddress = { readonly kind: 'redis'; readonly url: string } | { readonly kind: 'sqlite'; readonly file: string };

export interface Lifetimes {
  /** Seconds without activity until a session ends, or until a refresh token does. */
  readonly idle: number;
  /** Seconds until a session ends whatever happens, where the scheme knows such an end. */
  readonly overall: number;
  /** Seconds that an access token lives; null for what is usual in the scheme. */
  readonly token: number | null;
}

export interface NodeSetup {
  readonly store: StoreAddress;
  /** A folder of the fleet's own. */
  readonly folder: string;
  /** Milliseconds before each command, where the store is a file and no network can be slow. */
  readonly delayMs: number;
  /** Secret that the nodes share; made for this fleet. */
  readonly secret: string;
  /** Private key that the nodes share (PKCS #8, PEM), of the scheme's algorithm, where it has one with two keys. */
  readonly signingKey: string | null;
  /** Gemel's `maxStaleness`, in seconds. */
  readonly maxStaleness: number;
  /** Gemel's `reuseWindow`, in seconds; null for its default. */
  readonly reuseWindow: number | null;
  readonly lifetimes: Lifetimes;
  /** What tells schemes apart that run the same program. */
  readonly options: Readonly<Record<string, string>>;
}

/** An act of an administrator, which reaches a node beside HTTP. */
export type Administration =
  | { readonly act: 'disable'; readonly subject: string }
  | { readonly act: 'change-roles'; readonly subject: string; readonly roles: readonly string[] };

/** What is known of an end when it is acknowledged, where the node waited until it holds everywhere. */
export interface Reached {
  /** As `reach` of Gemel's `Revoked`. */
  readonly reach: 'applied' | 'bounded' | 'unguaranteed';
}

/** What can be said of somebody between requests. */
export interface Known {
  /** Sessions, or whatever stands for them. */
  readonly count: number;
  /** Names of what is known of each. */
  readonly facts: readonly string[];
}

/** What a node is asked beside HTTP. */
export interface NodeCosts {
  /** Milliseconds of CPU that the process has used. */
  readonly cpuMs: number;
  /** Commands to a store that is a file; null where it is a server, at whose door they are counted. */
  readonly commands: number | null;
  /** Bytes of the heap in use, after a collection where one can be asked for. */
  readonly heapBytes: number;
}
