/** How far a replica is behind its primary, and waiting until it is not. */
import { waitUntil } from '../processes/wait-until.ts';
import type { RedisInstance } from './start-redis.ts';

/** Resolves when everything that the primary has now has arrived at the replica. */
export async function catchUp(replica: RedisInstance, primary: RedisInstance): Promise<void> {
  const offset = Number(await replicationField(primary, 'master_repl_offset'));
  const hasArrived = async (): Promise<boolean> => Number(await replicationField(replica, 'slave_repl_offset')) >= offset;
  await waitUntil(hasArrived, { what: 'the replica has caught up' });
}

/** A field of `INFO replication`. */
export async function replicationField(instance: RedisInstance, name: string): Promise<string | undefined> {
  const info = String(await instance.ask('INFO', 'replication'));
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
