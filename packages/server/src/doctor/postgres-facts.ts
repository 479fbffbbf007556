/** What PostgreSQL says of itself to a user without special rights. */
import type { Pool } from 'pg';

export interface PostgresFacts {
  readonly version: string;
  readonly isInRecovery: boolean;
  readonly isReadOnly: boolean;
  /** Null over a socket. */
  readonly serverPort: number | null;
  readonly encoding: string;
  readonly fsync: boolean;
  readonly fullPageWrites: boolean;
  readonly synchronousCommit: string;
  readonly synchronousStandbyNames: string;
  readonly synchronousStandbys: number;
  /** Connected, of any kind. */
  readonly standbys: number;
  /** Seconds. */
  readonly oldestTransaction: number;
  /** Older than an hour. */
  readonly preparedTransactions: number;
  readonly systemIdentifier: string;
}

const question = `
  SELECT current_setting('server_version') AS "version",
    pg_is_in_recovery() AS "isInRecovery",
    current_setting('default_transaction_read_only')::boolean AS "isReadOnly",
    inet_server_port() AS "serverPort",
    current_setting('server_encoding') AS "encoding",
    current_setting('fsync')::boolean AS "fsync",
    current_setting('full_page_writes')::boolean AS "fullPageWrites",
    current_setting('synchronous_commit') AS "synchronousCommit",
    current_setting('synchronous_standby_names') AS "synchronousStandbyNames",
    (SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum'))::int AS "synchronousStandbys",
    (SELECT count(*) FROM pg_stat_replication)::int AS "standbys",
    coalesce((SELECT extract(epoch FROM max(clock_timestamp() - xact_start)) FROM pg_stat_activity
      WHERE datname = current_database() AND backend_type = 'client backend'), 0)::float8 AS "oldestTransaction",
    (SELECT count(*) FROM pg_prepared_xacts WHERE prepared < clock_timestamp() - interval '1 hour')::int AS "preparedTransactions",
    (SELECT system_identifier FROM pg_control_system())::text AS "systemIdentifier"`;

export async function readPostgresFacts(pool: Pool): Promise<PostgresFacts> {
  const { rows } = await pool.query<PostgresFacts>(question); // the columns are named after the members
  const [facts] = rows;
  if (facts === undefined) throw new Error('PostgreSQL gave no answer');
  return facts;
}
