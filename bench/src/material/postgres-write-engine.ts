/** A private PostgreSQL whose commits are on disk before they are acknowledged. */
import { requireProgram, startPostgres } from '@gemel/testbed';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import pg from 'pg';
import { rawBody, type WriteEngine } from './write-engine.ts';

/** Returns undefined, after one line that says so, where there is no PostgreSQL. */
export async function openPostgresWrites(): Promise<WriteEngine | undefined> {
  if (requireProgram('postgres') === undefined) return undefined;
  const server = await startPostgres({ isDurable: true });
  const pool = new pg.Pool({ connectionString: server.url, max: 8 });
  await migratePostgresStore(pool);
  const store = await createPostgresStore(pool);
  await pool.query('CREATE TABLE raw (sid text PRIMARY KEY, body text, seen double precision)');
  return {
    name: 'PostgreSQL',
    setting: 'fsync and synchronous_commit on, 8 connections',
    store,
    inFlight: 8,
    async insert(name) {
      await pool.query({ name: 'raw_insert', text: 'INSERT INTO raw (sid, body, seen) VALUES ($1, $2, $3)', values: [name, rawBody, 1] });
    },
    async update(name) {
      await pool.query({ name: 'raw_update', text: 'UPDATE raw SET seen = $1 WHERE sid = $2', values: [performance.now(), name] });
    },
    async close() {
      await store.close();
      await pool.end();
      await server.stop();
    },
  };
}
