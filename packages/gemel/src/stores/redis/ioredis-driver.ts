/** Drives ioredis, `Redis` and `Cluster` alike. */
import type { OnMessage, RedisClient, RedisDriver, RedisLine, RedisListener } from './redis-client.ts';

/** What is used of ioredis. */
interface Ioredis {
  readonly isCluster?: boolean;
  evalsha(digest: string, keyCount: number, ...rest: string[]): Promise<unknown>;
  eval(text: string, keyCount: number, ...rest: string[]): Promise<unknown>;
  /** A cluster takes no options in this place. */
  duplicate(options?: { readonly autoResubscribe: false }): IoredisConnection;
  /** Of a cluster alone. */
  nodes?(role: 'master'): readonly IoredisNode[];
}

interface IoredisConnection {
  on(event: string, listener: (...args: string[]) => void): unknown;
  call(name: string, ...args: string[]): Promise<unknown>;
  subscribe(...channels: string[]): Promise<unknown>;
  disconnect(): void;
}

interface IoredisNode {
  readonly options: { readonly host?: string; readonly port?: number };
  duplicate(): IoredisConnection;
}

/** Returns undefined where the client is no ioredis. */
export function createIoredisDriver(client: RedisClient): RedisDriver | undefined {
  if (!isIoredis(client)) return undefined;
  const isCluster = client.isCluster === true;
  const nodes = (): readonly IoredisNode[] => client.nodes?.('master') ?? [];
  return {
    isCluster,
    evaluate: (how, script, keys, args) =>
      how === 'digest' ? client.evalsha(script, keys.length, ...keys, ...args) : client.eval(script, keys.length, ...keys, ...args),
    // The store subscribes again by itself; ioredis, where its own attempt fails, leaves a rejection that nobody handles.
    listen: async () => createListener(isCluster ? client.duplicate() : client.duplicate({ autoResubscribe: false })),
    masters: () => (isCluster ? nodes().map(addressOf) : [undefined]),
    async openLine(master) {
      const node = isCluster ? nodes().find((one) => addressOf(one) === master) : client;
      if (node === undefined) throw new Error('the cluster has no such master');
      return createLine(node.duplicate());
    },
  };
}

function createLine(connection: IoredisConnection): RedisLine {
  connection.on('error', () => undefined);
  return {
    send: ([name = '', ...args]) => connection.call(name, ...args),
    close: () => connection.disconnect(),
  };
}

function createListener(connection: IoredisConnection): RedisListener {
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

function addressOf({ options }: IoredisNode): string {
  return `${options.host}:${options.port}`;
}

function isIoredis(client: object): client is Ioredis {
  return typeof Reflect.get(Object(client), 'evalsha') === 'function' && typeof Reflect.get(Object(client), 'eval') === 'function';
}
