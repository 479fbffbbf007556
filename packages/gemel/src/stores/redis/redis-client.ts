/** What the store takes for a client: ioredis (`Redis`, `Cluster`) or node-redis (`createClient`, `createCluster`, `createSentinel`), by shape. */

/** The user's own client. Which of them it is, is found out when the store is created. */
export interface RedisClient {
  /** Both libraries have it: the store opens connections of its own for what would hold up others. */
  duplicate(...overrides: never[]): object;
}

/** Called with the channel and the text of each message. */
export type OnMessage = (channel: string, message: string) => void;

/** A connection that only listens. */
export interface RedisListener {
  /** Resolves when the server has confirmed; may be called again. */
  subscribe(channels: readonly string[], onMessage: OnMessage): Promise<void>;
  /** Calls back when the connection is lost, and when it is there again. */
  onConnection(lost: () => void, ready: () => void): void;
  close(): void;
}

/** A connection of the store's own to one server: commands are carried out in the order in which they are sent. */
export interface RedisLine {
  send(command: readonly string[]): Promise<unknown>;
  close(): void;
}

/** The few things that the store does with a client, the same for both libraries. */
export interface RedisDriver {
  readonly isCluster: boolean;
  /** Sends EVALSHA, or EVAL with the text; rejects with the library's own error. */
  evaluate(how: 'digest' | 'text', script: string, keys: readonly string[], args: readonly string[]): Promise<unknown>;
  listen(): Promise<RedisListener>;
  /** The masters of a cluster, as the client knows them; undefined stands for the one server there otherwise is. */
  masters(): readonly (string | undefined)[];
  /** Opens a line to one of `masters()`. Rejects where there is no such master, or no connection. */
  openLine(master: string | undefined): Promise<RedisLine>;
}
