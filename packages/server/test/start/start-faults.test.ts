/** Whatever stops a start: one clear line that says what to do, exit code 1, no stack. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { configurationTable } from '../../src/configuration/configuration-table.ts';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { createLogger } from '../../src/logging/create-logger.ts';
import { startServer } from '../../src/start/start-server.ts';
import { loadDriver } from '../../src/stores/sqlite/open-driver.ts';
import { createSqliteDatabase } from '../../src/stores/sqlite/sqlite-database.ts';
import { makeFolder, type Options, runGemel } from '../support/server-process.ts';

const secret = 'Zm9yLXRoZS10ZXN0cy1vZi1hLXN0YXJ0LXRoYXQtZmFpbHM';
const otherSecret = 'YW5vdGhlci1zZWNyZXQtdGhhdC1vcGVucy1ub3RoaW5nLWF0LWFsbA';
const nobody = 65_534;
let folder = '';

beforeEach(() => {
  folder = makeFolder();
  chmodSync(folder, 0o755);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Whether this user may mount a small disk for the length of one process. */
function canMount(): boolean {
  const { status } = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  if (status !== 0) process.stderr.write('SKIPPED: a really full disk is not tried, since `unshare -rm mount` is not possible here\n');
  return status === 0;
}

/** Runs to the end and returns what was said. */
async function fail(options: Omit<Options, 'cwd'>): Promise<readonly string[]> {
  const run = runGemel({ cwd: folder, ...options, env: { GEMEL_PORT: '0', ...options.env } });
  expect(await run.ended).toBe(1);
  const lines = run.output().trim().split('\n');
  expect(run.output()).not.toMatch(/^\s+at /m);
  for (const line of lines) expect(line).toMatch(/^gemel: /);
  return lines.map((line) => line.replace('gemel: ', ''));
}

async function succeed(options: Omit<Options, 'cwd'>): Promise<string> {
  const run = runGemel({ cwd: folder, ...options });
  expect(await run.ended, run.output()).toBe(0);
  return run.output();
}

async function execute(sql: string): Promise<void> {
  const open = await loadDriver();
  const database = open(join(folder, 'data/gemel.db'));
  database.exec(sql);
  database.close();
}

describe('a start that cannot succeed', () => {
  it('says that the port is in use, before it touches anything', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const address = holder.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const lines = await fail({ env: { GEMEL_PORT: port } });
    holder.close();
    expect(lines).toEqual([
      `Port ${port} is in use: stop the program that listens there, or set GEMEL_PORT to another one, such as GEMEL_PORT=4100.`,
    ]);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('says that the port of the admin listener is in use, before it touches anything', async () => {
    const holder = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => holder.once('listening', resolve));
    const address = holder.address();
    const port = String(typeof address === 'object' ? address?.port : '');
    const lines = await fail({ env: { GEMEL_ADMIN_PORT: port } });
    holder.close();
    expect(lines).toEqual([
      `Port ${port} is in use: stop the program that listens there, or set GEMEL_ADMIN_PORT to another one, such as GEMEL_ADMIN_PORT=4101.`,
    ]);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('says that an address is not of this machine', async () => {
    expect(await fail({ env: { GEMEL_HOST: '192.0.2.1' } })).toEqual([
      '192.0.2.1 is not an address of this machine: set GEMEL_HOST to one that is, or leave it out.',
    ]);
    expect(await fail({ env: { GEMEL_ADMIN_HOST: '192.0.2.1' } })).toEqual([
      '192.0.2.1 is not an address of this machine: set GEMEL_ADMIN_HOST to one that is, or leave it out.',
    ]);
  });

  it('lists everything that production lacks, at once', async () => {
    const lines = await fail({ env: { NODE_ENV: 'production', GEMEL_SECRET: 'short', GEMEL_URL: 'http://login.example.com' } });
    expect(lines).toEqual([
      'GEMEL_SECRET has fewer than 32 characters: write the output of `openssl rand -base64 48`',
      'GEMEL_URL must begin with https:// in production: write GEMEL_URL=https://login.example.com',
      'There is no database at ./data/gemel.db: run `gemel migrate` to make it',
    ]);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it('lists unknown settings and unknown options with a suggestion', async () => {
    expect(await fail({ env: { GEMEL_COOKIE: 'x', GEMEL_LOGLEVEL: 'info' } })).toEqual([
      `GEMEL_COOKIE is not a setting: remove it; the settings are ${configurationTable.map(({ name }) => name).join(', ')}`,
      'GEMEL_LOGLEVEL is not a setting: did you mean GEMEL_LOG_LEVEL?',
    ]);
    expect(await fail({ args: ['serve', '--port', '5000'] })).toEqual([
      '--port is not an option of `gemel serve`, which takes none: settings come from the environment, such as GEMEL_PORT=4100',
      "'5000' is not something that `gemel serve` takes: see `gemel serve --help`",
    ]);
  });

  it('says that there is no SQLite driver, where neither is', async () => {
    const hook =
      "export async function resolve(name, context, next) { if (/^(node:sqlite|libsql)$/.test(name)) throw new Error('none'); return next(name, context); }";
    const preload = `import { register } from 'node:module'; register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(hook)}`)});`;
    expect(await fail({ env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` } })).toEqual([
      'This Node.js has no node:sqlite, and the package libsql is not installed: use Node.js 24, or run `npm install libsql`',
    ]);
  });

  it('says that a folder may not be written', async () => {
    const uid = process.getuid?.() === 0 ? { uid: nobody } : {};
    chmodSync(folder, 0o555);
    const lines = await fail(uid);
    chmodSync(folder, 0o755);
    expect(lines).toEqual([
      './data may not be written or read by this user: correct its owner and mode, or set GEMEL_DATABASE_URL to another place.',
    ]);
  });

  it('says that a database may not be written', async () => {
    await makeDatabase();
    chmodSync(join(folder, 'data'), 0o555);
    chmodSync(join(folder, 'data/gemel.db'), 0o444);
    const lines = await fail(process.getuid?.() === 0 ? { uid: nobody } : {});
    chmodSync(join(folder, 'data'), 0o755);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\.?\/?data\/gemel\.db may not be written|^The database .* read-only/);
  });

  it('says that a path leads through a file', async () => {
    writeFileSync(join(folder, 'data'), '');
    expect(await fail({ env: { GEMEL_DATABASE_URL: 'sqlite:data/deeper/gemel.db' } })).toEqual([
      'data/deeper cannot be made, since a part of its path is not a folder: correct GEMEL_DATABASE_URL.',
    ]);
  });

  it('says that a database is a folder, or something else altogether', async () => {
    mkdirSync(join(folder, 'data/gemel.db'), { recursive: true });
    expect(await fail({})).toEqual(['./data/gemel.db is a folder, not a database file: correct GEMEL_DATABASE_URL.']);
    rmSync(join(folder, 'data/gemel.db'), { recursive: true });
    writeFileSync(join(folder, 'data/gemel.db'), 'This is a letter, and no database at all.\n'.repeat(40));
    expect(await fail({})).toEqual([
      'The database ./data/gemel.db is not a SQLite database: correct GEMEL_DATABASE_URL, or move the file away.',
    ]);
  });

  it('says that the disk is full where it holds the first pages alone', async () => {
    // A limit on the size of files makes writes fail as a full disk does, without filling one.
    const lines = await fail({ wrapper: `trap '' XFSZ; ulimit -f 40; exec "$@"` });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/check the free space|make room|may not grow any further/);
  });

  it.skipIf(!canMount())('says that the disk is full on a disk that is (needs user namespaces)', async () => {
    mkdirSync(join(folder, 'data'));
    const wrapper = `exec unshare -rm bash -c 'mount -t tmpfs -o size=64k tmpfs data && exec "$@"' bash "$@"`;
    expect(await fail({ wrapper })).toEqual(['The database ./data/gemel.db cannot grow, the disk is full: make room, then start again.']);
  });

  it('says that the file of the secret is empty, and makes no other one', async () => {
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data/secret'), '');
    expect(await fail({})).toEqual(['data/secret is empty: put the secret back into it, or remove it to begin anew']);
    expect(readFileSync(join(folder, 'data/secret'), 'utf8')).toBe('');
  });

  it('says that the secret is not the one that the database was made with', async () => {
    await makeDatabase(secret);
    expect(await fail({ env: { GEMEL_SECRET: otherSecret } })).toEqual([
      'The database ./data/gemel.db was made with another secret: put that one back into GEMEL_SECRET (several are separated by commas), or move ./data/gemel.db away to begin anew.',
    ]);
  });

  it('says that a database needs a migration, and is of a newer version', async () => {
    const env = { NODE_ENV: 'production', GEMEL_SECRET: secret, GEMEL_URL: 'https://login.example.com' };
    await makeDatabase();
    await execute("DELETE FROM gemel_migration WHERE component <> 'gemel'");
    expect(await fail({ env })).toEqual(['The database ./data/gemel.db needs a migration: run `gemel migrate`']);
    await execute("INSERT INTO gemel_migration VALUES ('gemel', 999, 'x', 0)");
    const newer =
      'The database ./data/gemel.db was written by a newer version of Gemel: start that version, or restore the backup from before the upgrade.';
    expect(await fail({ env })).toEqual([newer]);
    expect(await fail({ args: ['migrate'] })).toEqual([newer]);
  });

  /** In this process, as a start or `gemel migrate` does. */
  async function makeDatabase(withSecret?: string): Promise<void> {
    const path = join(folder, 'data/gemel.db');
    const database = createSqliteDatabase(path);
    database.prepare();
    await database.migrate();
    if (withSecret === undefined) return;
    const environment = { GEMEL_PORT: '0', GEMEL_ADMIN_PORT: '0', GEMEL_SECRET: withSecret, GEMEL_DATABASE_URL: `sqlite:${path}` };
    const logger = createLogger({ level: 'silent', format: 'json', write: () => undefined });
    await (
      await startServer(
        loadConfiguration(environment, () => ''),
        logger,
      )
    ).stop();
  }
});

describe('gemel migrate', () => {
  it('says what it would do and changes nothing, does it, and has nothing more to do', async () => {
    expect(await succeed({ args: ['migrate', '--dry-run'] })).toBe('./data/gemel.db does not exist: it would be made.\n');
    expect(existsSync(join(folder, 'data'))).toBe(false);
    expect(await succeed({ args: ['migrate'] })).toMatch(/^\.\/data\/gemel\.db: applied gemel 1, .+\.\n$/);
    expect(await succeed({ args: ['migrate', '--dry-run'] })).toBe('./data/gemel.db: nothing to do, it is of this version.\n');
    expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'data/gemel.db')).mode & 0o777).toBe(0o600);

    await execute("DELETE FROM gemel_migration WHERE component <> 'gemel'");
    const before = readFileSync(join(folder, 'data/gemel.db'));
    expect(await succeed({ args: ['migrate', '--dry-run'] })).toMatch(/would apply/);
    expect(readFileSync(join(folder, 'data/gemel.db')).equals(before)).toBe(true);
  });
});
