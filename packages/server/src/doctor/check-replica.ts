/** Looks at the replica that records may be loaded from. */
import type { Pool } from 'pg';
import { type Finding, ok, problem, warning } from './finding.ts';
import { readPostgresFacts } from './postgres-facts.ts';

/** Seconds behind the primary from which hardly any record is loaded there. */
const farBehind = 5;

export async function checkReplica(primary: Pool, replica: Pool): Promise<readonly Finding[]> {
  const [first, second] = await Promise.all([readPostgresFacts(primary), readPostgresFacts(replica)]);
  if (first.systemIdentifier !== second.systemIdentifier) {
    return [problem('GEMEL_DATABASE_REPLICA_URL leads to another database, which is no replica of GEMEL_DATABASE_URL: correct it')];
  }
  if (!second.isInRecovery) return [warning('GEMEL_DATABASE_REPLICA_URL leads to a primary: correct it, or leave it out')];
  const { rows } = await replica.query<{ behind: number | null }>(
    `SELECT CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
       ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp()) END::float8 AS behind`,
  );
  const behind = rows[0]?.behind ?? Number.POSITIVE_INFINITY;
  return behind > farBehind
    ? [
        warning(
          `The replica is ${Number.isFinite(behind) ? `${Math.round(behind)} s` : 'of unknown age'} behind: most records are loaded from the primary all the same. Look at its load`,
        ),
      ]
    : [ok('Replica: it follows')];
}
