/** Connects to PostgreSQL and to its replica, and looks at both. */
import type { PostgresPlace } from '../configuration/place.ts';
import { openPool } from '../stores/postgres/open-pool.ts';
import { checkPostgres } from './check-postgres.ts';
import { checkReplica } from './check-replica.ts';
import type { Finding } from './finding.ts';

export async function examinePostgres({ url, replicaUrl }: PostgresPlace): Promise<readonly Finding[]> {
  const primary = await openPool(url, 'GEMEL_DATABASE_URL');
  try {
    const findings = await checkPostgres(primary.pool, url);
    if (replicaUrl === undefined) return findings;
    const replica = await openPool(replicaUrl, 'GEMEL_DATABASE_REPLICA_URL');
    try {
      return [...findings, ...(await checkReplica(primary.pool, replica.pool))];
    } finally {
      await replica.close();
    }
  } finally {
    await primary.close();
  }
}
