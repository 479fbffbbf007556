/** What is said when PostgreSQL cannot be used: one line with what to do, from real faults of a real server, and never a password. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { GemelError } from '@gemel/protocol';
import { type PostgresInstance, requireProgram, startPostgres } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPool, withVerifiedTls } from '../../src/stores/postgres/open-pool.ts';

const setting = 'GEMEL_DATABASE_URL';

/** The one line. */
async function lineOf(url: string): Promise<string> {
  const thrown: unknown = await openPool(url, setting).catch((error: unknown) => error);
  if (!(thrown instanceof GemelError) || !Array.isArray(thrown.cause)) throw new Error('it was no line', { cause: thrown });
  expect(thrown.cause).toHaveLength(1);
  expect(thrown.message).not.toContain('hunter2');
  return String(thrown.cause[0]);
}

describe.skipIf(requireProgram('postgres') === undefined)('PostgreSQL', () => {
  let server: PostgresInstance;
  let at = '';

  beforeAll(async () => {
    server = await startPostgres();
    await server.query("CREATE ROLE guest LOGIN PASSWORD 'right'");
    const hba = join(server.folder, 'data/pg_hba.conf');
    writeFileSync(hba, `host all guest 127.0.0.1/32 scram-sha-256\n${readFileSync(hba, 'utf8')}`);
    await server.configure({ work_mem: '4MB' });
    at = `127.0.0.1:${server.port}`;
  });

  afterAll(() => server.stop());

  it('is opened by whoever may, and closed again', async () => {
    const { pool, close } = await openPool(server.url, setting);
    expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    await close();
  });

  it('has no such database', async () => {
    expect(await lineOf(`postgres://postgres:hunter2@${at}/gemel`)).toBe(
      `PostgreSQL at postgres://postgres@${at}/gemel has no database gemel: run \`createdb\` for it, or correct GEMEL_DATABASE_URL.`,
    );
  });

  it('does not know the user', async () => {
    expect(await lineOf(`postgres://nobody:hunter2@${at}/postgres`)).toMatch(
      /does not let this user in: correct the user in GEMEL_DATABASE_URL/,
    );
  });

  it('does not accept the password', async () => {
    expect(await lineOf(`postgres://guest:hunter2@${at}/postgres`)).toMatch(
      /does not accept the password: correct it in GEMEL_DATABASE_URL/,
    );
  });

  it('has no connection left', async () => {
    await server.query('ALTER ROLE guest CONNECTION LIMIT 0');
    expect(await lineOf(`postgres://guest:right@${at}/postgres`)).toMatch(/has no connection left/);
  });

  it('offers no TLS where it is demanded', async () => {
    expect(await lineOf(`postgres://postgres:hunter2@${at}/postgres?sslmode=require`)).toMatch(/offers no TLS/);
  });

  it('has a certificate that nobody known here has signed, and is opened once its signer is named', async () => {
    const [certificate, key] = [join(server.folder, 'data/server.crt'), join(server.folder, 'data/server.key')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate];
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'ignore' });
    const { uid, gid } = statSync(join(server.folder, 'data/pg_hba.conf'));
    for (const file of [certificate, key]) chownSync(file, uid, gid);
    chmodSync(key, 0o600);
    await server.configure({ ssl: 'on' });
    const url = `postgres://postgres:hunter2@${at}/postgres?sslmode=require`;
    expect(await lineOf(url)).toMatch(/nobody known here has signed: add &sslrootcert=/);
    await (await openPool(`${url}&sslrootcert=${certificate}`, setting)).close();
  });
});

describe('the way to PostgreSQL', () => {
  it('is refused', async () => {
    expect(await lineOf('postgres://gemel:hunter2@127.0.0.1:1/gemel')).toBe(
      'PostgreSQL at postgres://gemel@127.0.0.1:1/gemel refuses connections: start PostgreSQL there, or correct host and port in GEMEL_DATABASE_URL.',
    );
  });

  it('leads to no host', async () => {
    expect(await lineOf('postgres://gemel:hunter2@nowhere.invalid/gemel')).toMatch(/host name that (nobody knows|could not be looked up)/);
  });

  it('leads to something that is no PostgreSQL', async () => {
    const sockets: Socket[] = [];
    const other = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await lineOf(`postgres://gemel:hunter2@127.0.0.1:${port}/gemel`)).toMatch(/broke off the connection/);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => other.close(resolve));
  });
});

it.each([
  ['postgres://h/d?sslmode=require', 'postgres://h/d?sslmode=verify-full'],
  ['postgres://h/d?a=b&sslmode=prefer&c=d', 'postgres://h/d?a=b&sslmode=verify-full&c=d'],
  ['postgres://h/d?sslmode=no-verify', 'postgres://h/d?sslmode=no-verify'],
])('%s checks the certificate', (url, checked) => {
  expect(withVerifiedTls(url)).toBe(checked);
});
