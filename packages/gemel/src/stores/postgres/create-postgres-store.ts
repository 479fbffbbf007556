/** The store for a fleet: PostgreSQL, over the application's own `pg` pool. */
import type { Seconds } from '@gemel/protocol';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { announceFloors } from './announce-floors.ts';
import { checkPool } from './check-pool.ts';
import { checkPostgresSchema } from './migrate-postgres.ts';
import { createPostgresChanges } from './postgres-changes.ts';
import { createPostgresConnection } from './postgres-connection.ts';
import { createLogMarks } from './log-marks.ts';
import { createPostgresFence } from './postgres-fence.ts';
import { createPostgresReplica } from './postgres-replica.ts';
import { createPostgresFleet } from './postgres-fleet.ts';
import { createPostgresKeys } from './postgres-keys.ts';
import { createPostgresListener, deafListener } from './postgres-listener.ts';
import { createPostgresLog } from './postgres-log.ts';
import { createPostgresNotifier } from './postgres-notifier.ts';
import type { PostgresPool } from './postgres-pool.ts';
import { createPostgresReaders } from './postgres-readers.ts';
import { createPostgresWaiters } from './postgres-waiters.ts';
import { STORE_COMPONENT, storeMigrations } from './store-migrations.ts';

export interface PostgresStoreOptions {
  /** Seconds after which a call is given up; 5 by default. */
  readonly timeout?: Seconds;
  /** False behind a pooler that does not keep prepared statements (pgbouncer before 1.21, in transaction mode). */
  readonly prepare?: boolean;
  /** False where no connection can be kept for LISTEN, as behind a pooler in transaction mode: readers poll instead. */
  readonly listen?: boolean;
  /** Connections to streaming replicas: from there records are loaded into a node's cache, where they have everything that its view speaks of. */
  readonly replica?: PostgresPool;
  /**
   * Whether a read that a node relies on has to be confirmed by the synchronous standby, so that a primary that was deposed cannot answer
   * it. By default it has where commits wait for one; true refuses to read where none is configured.
   */
  readonly fencedReads?: boolean;
}

const DEFAULT_TIMEOUT: Seconds = 5;

/**
 * Creates the store on a pool that leads to the primary. The pool stays the application's: end it after the store.
 * The tables must be there: `migratePostgresStore`.
 *
 * @throws GemelError `options_invalid`, `schema_outdated`, `schema_too_new`, `store_unavailable`
 */
export async function createPostgresStore(pool: PostgresPool, options: PostgresStoreOptions = {}): Promise<SessionStore> {
  checkPool('createPostgresStore', pool);
  const { timeout = DEFAULT_TIMEOUT, prepare = true, listen = true } = options;
  const timeoutMs = timeout * 1000;
  await checkPostgresSchema(pool, STORE_COMPONENT, storeMigrations);

  const connection = createPostgresConnection(pool, { timeoutMs, isPrepared: prepare });
  const fence = createPostgresFence({ pool, timeoutMs, isPrepared: prepare, fencedReads: options.fencedReads });
  const marks = createLogMarks();
  const replica = options.replica === undefined ? undefined : createPostgresReplica(options.replica);
  const log = createPostgresLog({ connection, fence, onCursor: marks.note });
  const notifier = createPostgresNotifier(connection);
  const listener = listen ? createPostgresListener({ pool, timeoutMs, onNews: wake, notify: notifier.notify }) : deafListener;
  const waiters = createPostgresWaiters(log.hasNews, listener);
  const readers = createPostgresReaders({ connection, fence, replica, marks });
  const changes = createPostgresChanges(connection, notifier, wake);

  function wake(): void {
    waiters.wakeAll();
  }

  // A connection that fails while nobody uses it is an event of the pool, and would end the process.
  const ignore = (): void => undefined;
  for (const each of [pool, options.replica]) each?.on('error', ignore);

  return {
    nameSession: (_subject, random) => random,
    ...readers,
    ...changes,
    async announce(floors) {
      if (await announceFloors(connection, floors)) wake();
    },
    async deleteExpired(keepFor) {
      await log.prune();
      return changes.deleteExpired(keepFor);
    },
    readLog: log.read,
    waitForNews: (after, { waitMs, signal }) => waiters.wait(after, waitMs, signal),
    async raiseEpoch() {
      await log.beginEpoch();
      wake();
    },
    keys: createPostgresKeys(connection, wake),
    fleet: createPostgresFleet(connection),
    async close() {
      waiters.close();
      listener.close();
      replica?.close();
      fence.close();
      for (const each of [pool, options.replica]) each?.removeListener('error', ignore);
    },
  };
}
