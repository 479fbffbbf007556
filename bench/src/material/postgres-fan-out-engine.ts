/** PostgreSQL: `NOTIFY`, and readers that listen, alone and with one `SELECT` each. */
import { requireProgram, startPostgres } from '@gemel/testbed';
import { createPostgresStore, migratePostgresStore } from 'gemel/stores/postgres';
import pg from 'pg';
import { createHearing, type FanOutEngine, measureFromSending } from './fan-out-engine.ts';

/** Returns undefined, after one line that says so, where there is no PostgreSQL. */
export async function openPostgresFanOut(readers: number): Promise<FanOutEngine | undefined> {
  if (requireProgram('postgres') === undefined) return undefined;
  const server = await startPostgres({ isDurable: true, config: { max_connections: '300' } });
  const pools: pg.Pool[] = [];
  const openPool = (max: number): pg.Pool => {
    const pool = new pg.Pool({ connectionString: server.url, max });
    pools.push(pool);
    return pool;
  };
  const writer = openPool(2);
  await migratePostgresStore(writer);
  await writer.query('CREATE TABLE raw (id bigserial PRIMARY KEY, sid text)');
  const hearing = createHearing();
  const listeners: pg.Client[] = [];
  for (let index = 0; index < readers; index++) {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    const select = openPool(1);
    await select.query('SELECT 1');
    client.on('notification', ({ channel }) => {
      if (channel === 'raw') hearing.heard();
      else void select.query({ name: 'raw_read', text: 'SELECT id, sid FROM raw ORDER BY id DESC LIMIT 1' }).then(hearing.heard);
    });
    await client.query('LISTEN raw; LISTEN raw_read');
    listeners.push(client);
  }
  const insert = (channel: string): Promise<unknown> =>
    writer.query({ name: channel, text: `WITH e AS (INSERT INTO raw (sid) VALUES ('some-session')) SELECT pg_notify('${channel}', '')` });
  const stores: { close(): Promise<void> }[] = [];
  return {
    name: 'PostgreSQL',
    async openStore() {
      const store = await createPostgresStore(openPool(3));
      stores.push(store);
      return store;
    },
    raw: [
      { name: `NOTIFY → ${readers} that listen`, send: () => measureFromSending(hearing, readers, () => insert('raw')) },
      {
        name: `NOTIFY → ${readers} that listen, and one SELECT each`,
        send: () => measureFromSending(hearing, readers, () => insert('raw_read')),
      },
    ],
    async close() {
      for (const store of stores) await store.close();
      for (const client of listeners) await client.end();
      for (const pool of pools) await pool.end();
      await server.stop();
    },
  };
}
