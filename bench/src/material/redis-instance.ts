/** A Redis for the peers that need one: the one that `GEMEL_TEST_REDIS_URL` names, or a private one that is stopped at the end. */
import { spawn } from 'node:child_process';
import fs from 'node:fs/promises';
import net, { type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClient } from 'redis';

export interface RedisInstance {
  readonly url: string;
  stop(): Promise<void>;
}

/** Returns undefined, and says so in one line, where there is no Redis. */
export async function startRedis(): Promise<RedisInstance | undefined> {
  const url = process.env['GEMEL_TEST_REDIS_URL'];
  if (url !== undefined && url !== '') return { url, stop: async () => {} };
  const instance = await startPrivateRedis();
  if (instance === undefined) {
    console.error('SKIPPED: the rows that need Redis. Install redis-server, or set GEMEL_TEST_REDIS_URL, to have them.');
  }
  return instance;
}

async function startPrivateRedis(): Promise<RedisInstance | undefined> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gemel-bench-redis-'));
  const port = await findFreePort();
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const child = spawn('redis-server', options, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  });
  const url = `redis://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    await fs.rm(folder, { recursive: true, force: true });
  };
  const isUp = await Promise.race([answers(url), ended.then(() => false)]);
  if (isUp) return { url, stop };
  await stop();
  return undefined;
}

async function findFreePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is one
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Asks until it answers, for five seconds at most. */
async function answers(url: string): Promise<boolean> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const client = createClient({ url, socket: { reconnectStrategy: false } });
    client.on('error', () => {});
    try {
      await client.connect();
      await client.close();
      return true;
    } catch {
      await setTimeout(50);
    }
  }
  return false;
}
