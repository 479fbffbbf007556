/** Statements and transactions whose meaning does not hang on the settings of a role, a database or a pooler. */
import { borrowClient, isFatal, type Patience } from './borrow-client.ts';
import { sqlStateOf } from './postgres-fault.ts';
import type { PostgresClient, PostgresPool, PostgresValue } from './postgres-pool.ts';

/** One statement, under the name by which a connection keeps it prepared. */
export interface PostgresStatement {
  readonly name: string;
  readonly text: string;
}

/** What came of a statement or a transaction that has been committed. */
export interface PostgresOutcome<T> {
  readonly value: T;
  /** True where the wait for a standby was broken off: the commit holds on the primary alone. */
  readonly isCutShort: boolean;
}

/** Every column of the rows is text or null. */
export type RunStatement = (statement: PostgresStatement, values?: PostgresValue[]) => Promise<readonly unknown[]>;

export interface PostgresConnection {
  /** Runs one statement as one transaction. @throws GemelError `store_unavailable` */
  run(statement: PostgresStatement, values?: PostgresValue[]): Promise<PostgresOutcome<readonly unknown[]>>;
  /** Runs several in one transaction, each of which sees what was committed before it; work may be called more than once. */
  transact<T>(work: (run: RunStatement) => Promise<T>): Promise<PostgresOutcome<T>>;
}

/** `timeoutMs`: milliseconds after which a call is given up. */
export interface PostgresConnectionOptions extends Patience {
  /** Whether statements are prepared under their names. */
  readonly isPrepared: boolean;
}

/** PostgreSQL's clock as it stands when this is reached, in seconds; on a standby it fails, so that none answers in the primary's place. */
export const PRIMARY_NOW = "CASE WHEN pg_current_wal_insert_lsn() IS NOT NULL THEN date_part('epoch', clock_timestamp()) END";

/** As `PRIMARY_NOW`, where something is written and no standby can be. */
export const WRITER_NOW = "date_part('epoch', clock_timestamp())";

/** Whoever holds a lock and says nothing more for this long has gone. */
const BEGIN = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL idle_in_transaction_session_timeout = '10s'";
const MOST_TRIES = 8;
/** Columns are read by the store, whatever parsers the application has set. */
export const AS_TEXT: { getTypeParser(): (text: string) => string } = { getTypeParser: () => (text) => text };

/** Creates it on the application's pool, which stays the application's. */
export function createPostgresConnection(pool: PostgresPool, options: PostgresConnectionOptions): PostgresConnection {
  const { isPrepared, ...patience } = options;

  /** Whether single statements need a transaction around them, since the connection's own would be read-only or not READ COMMITTED. */
  let isDefaultUnfit = false;

  function runOn(client: PostgresClient): RunStatement {
    return async ({ name, text }, values = []) => {
      const query = { text, values, types: AS_TEXT };
      return (await client.query(isPrepared ? { ...query, name } : query)).rows;
    };
  }

  async function inTransaction<T>(client: PostgresClient, work: (run: RunStatement) => Promise<T>): Promise<T> {
    try {
      await client.query({ text: BEGIN });
      const result = await work(runOn(client));
      await client.query({ text: 'COMMIT' });
      return result;
    } catch (error) {
      if (!isFatal(error)) await client.query({ text: 'ROLLBACK' });
      throw error;
    }
  }

  /** Attempts again what met others and was undone; `isAlone` where the attempt may go without a transaction of its own making. */
  async function trying<T>(client: PostgresClient, attempt: (isAlone: boolean) => Promise<T>): Promise<PostgresOutcome<T>> {
    let isCutShort = false;
    let isAlone = !isDefaultUnfit;
    let first: unknown;
    const hear = (notice: object): void => {
      if (Reflect.get(notice, 'routine') === 'SyncRepWaitForLSN') isCutShort = true;
    };
    client.on('notice', hear);
    try {
      for (let tries = 1; ; tries += 1) {
        try {
          const value = await attempt(isAlone);
          isDefaultUnfit = !isAlone;
          return { value, isCutShort };
        } catch (error) {
          first ??= error;
          const sqlState = sqlStateOf(error);
          const isUndone = sqlState === '40001' || sqlState === '40P01' || (sqlState === '25006' && isAlone);
          if (!isUndone || tries === MOST_TRIES) throw isFatal(error) ? error : first;
          if (sqlState !== '40P01') isAlone = false;
        }
      }
    } finally {
      client.removeListener('notice', hear);
    }
  }

  return {
    run: (statement, values) =>
      borrowClient(pool, patience, (client) =>
        trying(client, (isAlone) => (isAlone ? runOn(client)(statement, values) : inTransaction(client, (run) => run(statement, values)))),
      ),
    transact: (work) => borrowClient(pool, patience, (client) => trying(client, () => inTransaction(client, work))),
  };
}
