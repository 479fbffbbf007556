/** Drives node-redis (the package `redis`): clients, clusters and sentinels. */
import type { RedisClient, RedisDriver, RedisLine, RedisListener } from './redis-client.ts';

interface Evaluation {
  readonly keys: string[];
  readonly arguments: string[];
}

/** What is used of node-redis. */
interface NodeRedis {
  evalSha(digest: string, evaluation: Evaluation): Promise<unknown>;
  eval(text: string, evaluation: Evaluation): Promise<unknown>;
  duplicate(): NodeRedisConnection;
  /** Of a cluster alone. */
  readonly masters?: readonly NodeRedisMaster[];
  nodeClient?(master: NodeRedisMaster): Promise<Pick<NodeRedis, 'duplicate'>>;
}

interface NodeRedisMaster {
  readonly address: string;
}

interface NodeRedisConnection {
  on(event: string, listener: () => void): unknown;
  connect(): Promise<unknown>;
  sendCommand(command: string[]): Promise<unknown>;
  subscribe(channels: string[], listener: (message: string, channel: string) => void): Promise<unknown>;
  destroy(): unknown;
}

/** Returns undefined where the client is no node-redis. */
export function createNodeRedisDriver(client: RedisClient): RedisDriver | undefined {
  if (!isNodeRedis(client)) return undefined;
  const { masters } = client;
  return {
    isCluster: masters !== undefined,
    evaluate(how, script, keys, args) {
      const evaluation = { keys: [...keys], arguments: [...args] };
      return how === 'digest' ? client.evalSha(script, evaluation) : client.eval(script, evaluation);
    },
    async listen() {
      return createListener(await connected(client.duplicate()));
    },
    masters: () => (masters === undefined ? [undefined] : (client.masters ?? []).map(({ address }) => address)),
    async openLine(master) {
      if (masters === undefined) return createLine(await connected(client.duplicate()));
      const node = client.masters?.find(({ address }) => address === master);
      const own = node && (await client.nodeClient?.(node));
      if (own === undefined) throw new Error('the cluster has no such master');
      return createLine(await connected(own.duplicate()));
    },
  };
}

async function connected(connection: NodeRedisConnection): Promise<NodeRedisConnection> {
  connection.on('error', () => undefined);
  await connection.connect();
  return connection;
}

function createLine(connection: NodeRedisConnection): RedisLine {
  return {
    send: (command) => connection.sendCommand([...command]),
    close: () => void connection.destroy(),
  };
}

function createListener(connection: NodeRedisConnection): RedisListener {
  return {
    async subscribe(names, onMessage) {
      await connection.subscribe([...names], (message, channel) => onMessage(channel, message));
    },
    onConnection(lost, ready) {
      connection.on('reconnecting', lost);
      connection.on('ready', ready);
    },
    close: () => void connection.destroy(),
  };
}

function isNodeRedis(client: object): client is NodeRedis {
  return typeof Reflect.get(Object(client), 'evalSha') === 'function' && typeof Reflect.get(Object(client), 'eval') === 'function';
}
