/** A private PostgreSQL whose commits are on disk before they are acknowledged. */
import { requireProgram, startPostgres } from '@gemel/testbed';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import pg from 'pg';
import { checkSwapped, rawBody, textOf, type StoreEngine } from './store-engine.ts';

/** Returns undefined, after one line that says so, where there is no PostgreSQL. */
export async function openPostgresEngine(): Promise<StoreEngine | undefined> {
  if (requireProgram('postgres') === undefined) return undefined;
  const server = await startPostgres({ isDurable: true });
  const pool = new pg.Pool({ connectionString: server.url, max: 8 });
  await migratePostgresStore(pool);
  const store = await createPostgresStore(pool);
  await pool.query('CREATE TABLE raw (sid text PRIMARY KEY, body text, seen double precision)');
  await pool.query(
    'CREATE TABLE hand (sid text PRIMARY KEY, subject text, version bigint, body text, rotation bigint, seen double precision)',
  );
  await pool.query('CREATE INDEX ON hand (subject); CREATE INDEX ON hand (seen)');
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
    async insertByHand(name) {
      const text = 'INSERT INTO hand (sid, subject, version, body, rotation, seen) VALUES ($1, $2, 1, $3, 0, $4)';
      await pool.query({ name: 'hand_insert', text, values: [name, name, rawBody, performance.now()] });
    },
    async swapByHand(name, version) {
      const text =
        'UPDATE hand SET version = version + 1, rotation = rotation + 1, seen = $1 WHERE sid = $2 AND version = $3 RETURNING version';
      const { rowCount } = await pool.query({ name: 'hand_swap', text, values: [performance.now(), name, version] });
      checkSwapped(rowCount);
    },
    async readByHand(name) {
      const text = 'SELECT sid, subject, version, body, rotation, seen FROM hand WHERE sid = $1';
      const { rows } = await pool.query<Record<string, unknown>>({ name: 'hand_read', text, values: [name] });
      return textOf(rows[0]);
    },
    async close() {
      await store.close();
      await pool.end();
      await server.stop();
    },
  };
}
