/** The server over a pooler, with a replica, and on Redis Cluster: one session from its beginning to its end. */
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import {
  createTempFolder,
  reservePort,
  type PostgresInstance,
  requireProgram,
  startPostgres,
  startPostgresPair,
  startRedisCluster,
  startServer,
} from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { judgeConfiguration } from '../../src/configuration/load-configuration.ts';
import { examine } from '../../src/doctor/examine.ts';
import { startInProcess } from '../support/in-process-server.ts';

const secret = 'Zm9yLXRoZS10ZXN0cy1vZi1vdGhlci13YXlzLXRvLXN0b3Jlcw';
const person = { email: 'ada@example.com', password: 'three lamps over water' };

/** Signs up and in, uses both credentials, ends the session, and expects that both are refused. */
async function liveASession(env: Readonly<Record<string, string>>): Promise<void> {
  const server = await startInProcess({ GEMEL_SECRET: secret, GEMEL_MAX_STALENESS: '1', ...env });
  onTestFinished(() => server.stop());
  const post = (path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    fetch(`${server.address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  expect((await post('/auth/sign-up', person)).status).toBe(202);
  const cookie = (await post('/auth/sign-in', person)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const body = new URLSearchParams({ grant_type: 'urn:gemel:session' });
  const minted = await fetch(`${server.address}/oauth/token`, { method: 'POST', headers: { cookie, origin: server.url }, body });
  const { access_token: token } = (await minted.json()) as { readonly access_token: string };
  const ask = async (headers: Readonly<Record<string, string>>): Promise<number> =>
    (await fetch(`${server.address}/auth/session`, { headers })).status;
  const credentials = [{ cookie }, { authorization: `Bearer ${token}` }];
  for (const headers of credentials) expect(await ask(headers)).toBe(200);
  expect((await post('/auth/sign-out', {}, { cookie, origin: server.url })).status).toBe(204);
  for (const headers of credentials) await expect.poll(() => ask(headers), { timeout: 5000 }).toBe(401);
}

describe.skipIf(requireProgram('postgres') === undefined)('PostgreSQL', () => {
  let postgres: PostgresInstance;

  beforeAll(async () => {
    postgres = await startPostgres({ isDurable: true });
  }, 60_000);

  afterAll(() => postgres.stop());

  it.skipIf(requireProgram('pgbouncer') === undefined)(
    'through a pooler in transaction mode, which the doctor notices',
    { timeout: 60_000 },
    async () => {
      const database = new URL(await postgres.createDatabase()).pathname.slice(1);
      const port = await startPooler(postgres.port, database);
      const env = { GEMEL_DATABASE_URL: `postgres://postgres@127.0.0.1:${port}/${database}`, GEMEL_DATABASE_POOLER: 'transaction' };
      await liveASession(env);
      const findings = await examine(judgeConfiguration({ GEMEL_SECRET: secret, ...env }, () => '').configuration);
      expect(findings).toContainEqual({
        level: 'warning',
        text: expect.stringMatching(/^Something stands between: .*GEMEL_DATABASE_POOLER=transaction$/),
      });
      expect(findings.filter(({ level }) => level === 'problem')).toEqual([]);
    },
  );

  it('with a synchronous replica, from which records are loaded', { timeout: 60_000 }, async () => {
    const pair = await startPostgresPair({ isSynchronous: true });
    onTestFinished(() => pair.stop());
    const url = await pair.primary.createDatabase();
    const replicaUrl = pair.replica.urlOf(new URL(url).pathname.slice(1));
    await pair.replica.catchUp();
    await liveASession({ GEMEL_DATABASE_URL: url, GEMEL_DATABASE_REPLICA_URL: replicaUrl });
  });
});

it.skipIf(requireProgram('redis-server') === undefined)(
  'Redis Cluster, of which one node is named and does not answer',
  { timeout: 90_000 },
  async () => {
    const cluster = await startRedisCluster();
    onTestFinished(() => cluster.stop());
    const ports = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`);
    await liveASession({ GEMEL_REDIS_URL: `redis+cluster://127.0.0.1:1,${ports.join(',')}` });
  },
);

/** Returns its port. */
async function startPooler(serverPort: number, database: string): Promise<number> {
  const folder = await createTempFolder('pgbouncer');
  const port = await reservePort();
  const config = join(folder.path, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    `${database} = host=127.0.0.1 port=${serverPort} dbname=${database} user=postgres`,
    '[pgbouncer]',
    `listen_port = ${port}`,
    'listen_addr = 127.0.0.1',
    'unix_socket_dir =',
    'auth_type = any',
    'pool_mode = transaction',
    'ignore_startup_parameters = extra_float_digits',
  ];
  writeFileSync(config, `${settings.join('\n')}\n`);
  const pooler = await startServer({
    program: requireProgram('pgbouncer') ?? '',
    args: process.getuid?.() === 0 ? ['-u', 'postgres', config] : [config],
    folder: folder.path,
    logFile: join(folder.path, 'pgbouncer.log'),
    isUp: () =>
      new Promise((resolve) => {
        const socket = connect(port, '127.0.0.1', () => resolve(true)).once('error', () => resolve(false));
        socket.once('connect', () => socket.destroy());
      }),
  });
  onTestFinished(async () => {
    await pooler.kill();
    await folder.remove();
  });
  return port;
}
