/** Drives node-redis (the package `redis`): clients, clusters and sentinels. */
import type { RedisClient, RedisDriver, RedisListener } from './redis-client.ts';

interface Evaluation {
  readonly keys: string[];
  readonly arguments: string[];
}

/** What is used of node-redis. */
interface NodeRedis {
  evalSha(digest: string, evaluation: Evaluation): Promise<unknown>;
  eval(text: string, evaluation: Evaluation): Promise<unknown>;
  duplicate(): NodeRedisListener;
}

interface NodeRedisListener {
  on(event: string, listener: () => void): unknown;
  connect(): Promise<unknown>;
  subscribe(channels: string[], listener: (message: string, channel: string) => void): Promise<unknown>;
  destroy(): unknown;
}

/** Returns undefined where the client is no node-redis. */
export function createNodeRedisDriver(client: RedisClient): RedisDriver | undefined {
  if (!isNodeRedis(client)) return undefined;
  return {
    // Only a cluster has masters.
    isCluster: Array.isArray(Reflect.get(client, 'masters')),
    evaluate(how, script, keys, args) {
      const evaluation = { keys: [...keys], arguments: [...args] };
      return how === 'digest' ? client.evalSha(script, evaluation) : client.eval(script, evaluation);
    },
    listen: () => createListener(client.duplicate()),
  };
}

async function createListener(connection: NodeRedisListener): Promise<RedisListener> {
  connection.on('error', () => undefined);
  await connection.connect();
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
  return typeof Reflect.get(client, 'evalSha') === 'function' && typeof Reflect.get(client, 'eval') === 'function';
}
