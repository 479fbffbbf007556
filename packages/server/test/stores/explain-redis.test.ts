/** What is said when Redis cannot be used: one line with what to do, from real faults of a real server, and never a password. */
import { rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { GemelError } from '@gemel/protocol';
import { type RedisInstance, requireProgram, startRedis } from '@gemel/testbed';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseRedisUrl } from '../../src/configuration/parse-place.ts';
import { openRedis } from '../../src/stores/redis/open-redis.ts';
import { makeFolder, runGemel } from '../support/server-process.ts';

const secret = 'Zm9yLXRoZS10ZXN0cy1vZi1hLXJlZGlzLXRoYXQtZmFpbHM';
const otherSecret = 'YW5vdGhlci1zZWNyZXQtdGhhdC1vcGVucy1ub3RoaW5nLWF0LWFsbA';

function open(url: string): ReturnType<typeof openRedis> {
  const parsed = parseRedisUrl(url);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return openRedis({ ...parsed.value, waitReplicas: 0 });
}

/** The one line. */
async function lineOf(url: string): Promise<string> {
  const thrown: unknown = await open(url).catch((error: unknown) => error);
  if (!(thrown instanceof GemelError) || !Array.isArray(thrown.cause)) throw new Error('it was no line', { cause: thrown });
  expect(thrown.cause).toHaveLength(1);
  expect(thrown.message).not.toContain('hunter2');
  return String(thrown.cause[0]);
}

describe.skipIf(requireProgram('redis-server') === undefined)('Redis', () => {
  let server: RedisInstance;
  let locked: RedisInstance;

  beforeAll(async () => {
    server = await startRedis();
    locked = await startRedis();
    await locked.ask('ACL', 'SETUSER', 'guest', 'on', '>right', '~*', '+ping');
    await locked.ask('CONFIG', 'SET', 'requirepass', 'right');
  }, 60_000);

  afterAll(async () => {
    await server.stop();
    await locked.stop();
  });

  it('is opened by whoever may, and closed again', async () => {
    const { client, close } = await open(`redis://:right@127.0.0.1:${locked.port}`);
    expect(await client.ping()).toBe('PONG');
    close();
  });

  it('demands a password', async () => {
    expect(await lineOf(locked.url)).toBe(
      `Redis at ${locked.url} demands a password: write GEMEL_REDIS_URL=redis://user:password@host:6379 (redis://:password@… for the user \`default\`).`,
    );
  });

  it('does not accept the password', async () => {
    expect(await lineOf(`redis://:hunter2@127.0.0.1:${locked.port}`)).toMatch(/does not accept the password/);
    expect(await lineOf(`redis://guest:hunter2@127.0.0.1:${locked.port}`)).toMatch(
      /^Redis at redis:\/\/guest@127.* does not accept the password/,
    );
  });

  it('has no database of that number', async () => {
    expect(await lineOf(`${server.url}/99`)).toMatch(/no database of that number/);
  });

  it('has no replica where changes and reads wait for one', { timeout: 60_000 }, async () => {
    const folder = makeFolder();
    const run = runGemel({ cwd: folder, env: { GEMEL_PORT: '0', GEMEL_REDIS_URL: server.url, GEMEL_REDIS_WAIT_REPLICAS: '1' } });
    expect(await run.ended).toBe(1);
    expect(run.output()).toBe(
      `gemel: Redis at ${server.url} has fewer replicas than GEMEL_REDIS_WAIT_REPLICAS demands, so that no read of it can be trusted: bring one back, or set a lower number.\n`,
    );
    rmSync(folder, { recursive: true });
  });

  it('holds keys of another secret', { timeout: 60_000 }, async () => {
    const folder = makeFolder();
    const env = { GEMEL_PORT: '0', GEMEL_REDIS_URL: `${server.url}/3` };
    await runGemel({ cwd: folder, args: ['migrate'], env }).ended;
    await runGemel({ cwd: folder, args: ['keys', 'list'], env: { ...env, GEMEL_SECRET: secret } }).ended;
    const run = runGemel({ cwd: folder, env: { ...env, GEMEL_SECRET: otherSecret } });
    expect(await run.ended).toBe(1);
    expect(run.output()).toBe(
      `gemel: Redis at ${server.url}/3 was made with another secret: put that one back into GEMEL_SECRET (several are separated by commas), or name an empty one to begin anew.\n`,
    );
    rmSync(folder, { recursive: true });
  });

  it('is no cluster', async () => {
    expect(await lineOf(`redis+cluster://127.0.0.1:${server.port}`)).toMatch(/is no cluster: write redis:\/\//);
  });

  it('offers no TLS where it is demanded', async () => {
    expect(await lineOf(`rediss://:hunter2@127.0.0.1:${server.port}`)).toMatch(
      /offers no TLS|does not answer: look whether it runs \(and speaks TLS/,
    );
  });
});

describe('the way to Redis', () => {
  it.each(['redis://:hunter2@127.0.0.1:1', 'redis+cluster://:hunter2@127.0.0.1:1'])('is refused: %s', async (url) => {
    expect(await lineOf(url)).toMatch(
      /127\.0\.0\.1:1 refuses connections: start Redis there, or correct host and port in GEMEL_REDIS_URL\.$/,
    );
  });

  it('leads to no host', async () => {
    expect(await lineOf('redis://:hunter2@nowhere.invalid')).toMatch(/host name that (nobody knows|could not be looked up)/);
  });

  it('leads to something that is no Redis', async () => {
    const sockets: Socket[] = [];
    const other = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' ? address?.port : 0;
    expect(await lineOf(`redis://127.0.0.1:${port}`)).toMatch(/broke off the connection/);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => other.close(resolve));
  });
});
