/** A Redis that copies another, and can be cut off from it and promoted with what it has until then. */
import { replicate, type RedisReplication } from './replicate.ts';
import { startRedis, type RedisInstance, type RedisOptions } from './start-redis.ts';

export interface RedisReplica extends RedisInstance, Omit<RedisReplication, 'close'> {}

/** Starts a replica that copies through a proxy of its own; resolves when it has everything. */
export async function startRedisReplica(primary: RedisInstance, options: RedisOptions = {}): Promise<RedisReplica> {
  const instance = await startRedis(options);
  const { close, ...replication } = await replicate(instance);
  const stop = async (): Promise<void> => {
    await instance.stop();
    await close();
  };
  try {
    await replication.follow(primary);
    return { ...instance, ...replication, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
