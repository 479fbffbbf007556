/** What the lab and a node say to each other beside HTTP. */

/** First message to a node. */
export interface NodeSetup {
  readonly folder: string;
  readonly maxStaleness: number;
  /** Port of the shared store, where the scheme has one. */
  readonly storePort: number | null;
  /** Secret that the nodes of the scheme share; made for this run. */
  readonly secret: string;
  readonly credential: 'cookie' | 'token';
}

export interface Question {
  readonly id: number;
  readonly ask: 'storeCommands' | 'holdings' | 'cutStore' | 'shiftClock';
  readonly value: number | boolean | null;
}

export interface Reply {
  readonly id: number;
  readonly value: unknown;
}

export interface Ready {
  readonly port: number;
}
