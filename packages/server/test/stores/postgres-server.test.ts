/** The server on PostgreSQL, as an operator meets it: migrations, a start that is refused, what the doctor finds. */
import { rmSync } from 'node:fs';
import { type PostgresInstance, type PostgresPair, requireProgram, startPostgres, startPostgresPair } from '@gemel/testbed';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accountSteps } from '../support/account-steps.ts';
import { firstMatch, makeFolder, runGemel } from '../support/server-process.ts';

const secret = 'Zm9yLXRoZS10ZXN0cy1vZi1hLXNlcnZlci1vbi1wb3N0Z3Jlcw';
const otherSecret = 'YW5vdGhlci1zZWNyZXQtdGhhdC1vcGVucy1ub3RoaW5nLWF0LWFsbA';
const production = { NODE_ENV: 'production', GEMEL_URL: 'https://login.example.com', GEMEL_SECRET: secret, GEMEL_PORT: '0' };
let folder = '';

async function run(args: readonly string[], env: Readonly<Record<string, string>>): Promise<readonly [number | null, string]> {
  const command = runGemel({ cwd: folder, args, env });
  return [await command.ended, command.output()];
}

beforeAll(() => {
  folder = makeFolder();
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(requireProgram('postgres') === undefined)('a server on PostgreSQL', () => {
  let postgres: PostgresInstance;
  let url = '';
  let shown = '';

  beforeAll(async () => {
    postgres = await startPostgres({ isDurable: true });
  }, 60_000);

  afterAll(() => postgres.stop());

  beforeEach(async () => {
    shown = await postgres.createDatabase();
    url = shown.replace('postgres@', 'postgres:hunter2@');
  });

  it('needs nothing but its URL in development: it makes its tables, and never shows the password', { timeout: 120_000 }, async () => {
    const server = runGemel({ cwd: folder, args: ['serve'], env: { GEMEL_DATABASE_URL: url, GEMEL_PORT: '0', GEMEL_LOG_LEVEL: 'trace' } });
    await firstMatch(server, /ready/);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(server.output()).toContain(`database  ${shown}`);
    expect(server.output()).not.toContain('hunter2');
  });

  it('does not start in production on tables that are not there, and says which command makes them', { timeout: 120_000 }, async () => {
    const env = { ...production, GEMEL_DATABASE_URL: url };
    expect(await run(['serve'], env)).toEqual([1, `gemel: The database ${shown} needs a migration: run \`gemel migrate\`\n`]);

    const [status, sql] = await run(['migrate', '--dry-run'], env);
    expect([status, sql]).toEqual([
      0,
      expect.stringMatching(
        new RegExp(String.raw`^-- .*would apply gemel 1, .*${accountSteps}\.\n\n-- gemel 1\nCREATE TABLE gemel_meta \(`),
      ),
    ]);
    expect(await postgres.query("SELECT count(*) FROM pg_tables WHERE tablename LIKE 'gemel%'", new URL(url).pathname.slice(1))).toBe('0');

    expect(await run(['migrate'], env)).toEqual([
      0,
      expect.stringMatching(new RegExp(String.raw`: applied gemel 1, .*${accountSteps}\.\n$`)),
    ]);
    expect(await run(['migrate'], env)).toEqual([0, `${shown}: nothing to do, it is of this version.\n`]);
    const server = runGemel({ cwd: folder, args: ['serve'], env });
    await firstMatch(server, /"ready"/);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
  });

  it('prints SQL that makes the same tables as the command does', { timeout: 120_000 }, async () => {
    const [, sql] = await run(['migrate', '--dry-run'], { GEMEL_DATABASE_URL: url });
    const byHand = new URL(await postgres.createDatabase()).pathname.slice(1);
    await run(['migrate'], { GEMEL_DATABASE_URL: url });
    await postgres.query(sql, byHand);
    const columns =
      "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_name LIKE 'gemel%' AND table_name <> 'gemel_migration' ORDER BY 1, 2";
    expect(await postgres.query(columns, byHand)).toBe(await postgres.query(columns, new URL(url).pathname.slice(1)));
  });

  it('is migrated once, however many migrate at the same time', { timeout: 120_000 }, async () => {
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => run(['migrate'], { GEMEL_DATABASE_URL: url })));
    expect(outcomes.map(([status]) => status)).toEqual([0, 0, 0]);
    const count = await postgres.query(
      'SELECT count(*), count(DISTINCT (component, number)) FROM gemel_migration',
      new URL(url).pathname.slice(1),
    );
    expect(count.split('|')[0]).toBe(count.split('|')[1]);
  });

  it('does not start on tables of a newer version, or on a migration that was altered', { timeout: 120_000 }, async () => {
    const env = { ...production, GEMEL_DATABASE_URL: url };
    const database = new URL(url).pathname.slice(1);
    await run(['migrate'], env);
    await postgres.query("INSERT INTO gemel_migration VALUES ('gemel', 999, 'x', 0)", database);
    const newer = `gemel: The database ${shown} was written by a newer version of Gemel: start that version, or restore the backup from before the upgrade.\n`;
    expect(await run(['serve'], env)).toEqual([1, newer]);
    expect(await run(['migrate'], env)).toEqual([1, newer]);
    await postgres.query(
      "DELETE FROM gemel_migration WHERE number = 999; UPDATE gemel_migration SET checksum = 'y' WHERE number = 1",
      database,
    );
    expect((await run(['serve'], env))[0]).toBe(1);
  });

  it('says that the secret is another one', { timeout: 120_000 }, async () => {
    const env = { ...production, GEMEL_DATABASE_URL: url };
    await run(['migrate'], env);
    await run(['keys', 'list'], env);
    const [status, output] = await run(['serve'], { ...env, GEMEL_SECRET: otherSecret });
    expect([status, output]).toEqual([1, expect.stringMatching(/was made with another secret: put that one back into GEMEL_SECRET/)]);
  });

  it('is found well by the doctor, and what is not well is named', { timeout: 120_000 }, async () => {
    const env = { GEMEL_SECRET: secret, GEMEL_DATABASE_URL: url };
    const [lacking, first] = await run(['doctor'], env);
    expect([lacking, first]).toEqual([1, expect.stringContaining(`problem  The database ${shown} lacks gemel 1`)]);
    await run(['migrate'], env);
    const [well, findings] = await run(['doctor'], env);
    expect(findings).not.toMatch(/^(?:problem|warning)/m);
    expect([well, findings]).toEqual([0, expect.stringMatching(/^ok {7}PostgreSQL \d+/m)]);

    await postgres.configure({ fsync: 'off', synchronous_commit: 'off' });
    const [ill, worse] = await run(['doctor'], env);
    await postgres.configure({ fsync: 'on', synchronous_commit: 'on' });
    expect(ill).toBe(1);
    expect(worse).toMatch(/^problem {2}fsync is off: .*ALTER SYSTEM SET fsync = on$/m);
    expect(worse).toMatch(/^warning {2}synchronous_commit is off/m);
    expect(worse).not.toContain('hunter2');
  });
});

describe.skipIf(requireProgram('postgres') === undefined)('the doctor beside a replica', () => {
  let pair: PostgresPair;

  beforeAll(async () => {
    pair = await startPostgresPair({ isDurable: true });
  }, 60_000);

  afterAll(() => pair.stop());

  it(
    'names what a failover may lose, until the standby is synchronous, and tells a replica from a primary',
    { timeout: 120_000 },
    async () => {
      const url = await pair.primary.createDatabase();
      await pair.replica.catchUp();
      const replicaUrl = pair.replica.urlOf(new URL(url).pathname.slice(1));
      const env = { GEMEL_SECRET: secret, GEMEL_DATABASE_URL: url };
      await run(['migrate'], env);
      expect((await run(['doctor'], env))[1]).toMatch(/^warning {2}Failover: 1 asynchronous standby\. .*a primary that was deposed/m);

      await pair.primary.configure({ synchronous_standby_names: 'replica' });
      await expect.poll(() => pair.primary.query('SELECT sync_state FROM pg_stat_replication')).toBe('sync');
      await pair.replica.catchUp();
      const [, better] = await run(['doctor'], { ...env, GEMEL_DATABASE_REPLICA_URL: replicaUrl });
      expect(better).toMatch(/^ok {7}Failover: 1 synchronous standby/m);
      expect(better).toMatch(/^ok {7}Replica: it follows/m);

      const [status, wrong] = await run(['doctor'], { ...env, GEMEL_DATABASE_URL: replicaUrl, GEMEL_DATABASE_REPLICA_URL: url });
      expect(status).toBe(1);
      expect(wrong).toMatch(/^problem {2}This PostgreSQL is a standby/m);
      expect(wrong).toMatch(/^warning {2}GEMEL_DATABASE_REPLICA_URL leads to a primary/m);
    },
  );
});
