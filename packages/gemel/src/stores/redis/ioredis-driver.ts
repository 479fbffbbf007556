/** Drives ioredis, `Redis` and `Cluster` alike. */
import type { OnMessage, RedisClient, RedisDriver, RedisListener } from './redis-client.ts';

/** What is used of ioredis. */
interface Ioredis {
  readonly isCluster?: boolean;
  evalsha(digest: string, keyCount: number, ...rest: string[]): Promise<unknown>;
  eval(text: string, keyCount: number, ...rest: string[]): Promise<unknown>;
  duplicate(): IoredisListener;
}

interface IoredisListener {
  on(event: string, listener: (...args: string[]) => void): unknown;
  subscribe(...channels: string[]): Promise<unknown>;
  disconnect(): void;
}

/** Returns undefined where the client is no ioredis. */
export function createIoredisDriver(client: RedisClient): RedisDriver | undefined {
  if (!isIoredis(client)) return undefined;
  return {
    isCluster: client.isCluster === true,
    evaluate: (how, script, keys, args) =>
      how === 'digest' ? client.evalsha(script, keys.length, ...keys, ...args) : client.eval(script, keys.length, ...keys, ...args),
    listen: async () => createListener(client.duplicate()),
  };
}

function createListener(connection: IoredisListener): RedisListener {
  const channels = new Map<string, OnMessage>();
  connection.on('error', () => undefined);
  connection.on('message', (channel = '', message = '') => channels.get(channel)?.(channel, message));
  return {
    async subscribe(names, onMessage) {
      for (const name of names) channels.set(name, onMessage);
      await connection.subscribe(...names);
    },
    onConnection(lost, ready) {
      connection.on('close', lost);
      connection.on('ready', ready);
    },
    close: () => connection.disconnect(),
  };
}

function isIoredis(client: object): client is Ioredis {
  return typeof Reflect.get(client, 'evalsha') === 'function' && typeof Reflect.get(client, 'eval') === 'function';
}
