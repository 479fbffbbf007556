/** What the store needs of the application's own `pg` pool. */

/** A parameter of a statement. */
export type PostgresValue = string | number | boolean | null | readonly (string | number | null)[];

export interface PostgresQuery {
  /** Names a prepared statement of the connection. */
  readonly name?: string;
  readonly text: string;
  readonly values?: PostgresValue[];
  /** How columns are read, whatever parsers the application has set for all of its queries. */
  readonly types?: { getTypeParser(): (text: string) => string };
}

/** A connection that was taken out of the pool. */
export interface PostgresClient {
  query(query: PostgresQuery): Promise<{ readonly rows: readonly unknown[] }>;
  /** Gives the connection back, or ends it where something is wrong with it. */
  release(isBroken?: boolean): void;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'notice', listener: (notice: object) => void): unknown;
  on(event: 'notification', listener: (notification: { readonly channel: string }) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'notice', listener: (notice: object) => void): unknown;
}

/** A `Pool` of the package `pg` is one. */
export interface PostgresPool {
  connect(): Promise<PostgresClient>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  removeListener(event: 'error', listener: (error: Error) => void): unknown;
}
