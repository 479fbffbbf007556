/** A Redis that copies another, and can be cut off from it and promoted with what it has until then. */
import { createTcpProxy } from '../network/tcp-proxy.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { startRedis, type RedisInstance, type RedisOptions } from './start-redis.ts';

export interface RedisReplica extends RedisInstance {
  /** From here on nothing more arrives: what is written to the primary is the tail that a promotion loses. */
  cutReplication(): Promise<void>;
  /** Copies again, all of it if need be; resolves when the link is up. */
  resumeReplication(): Promise<void>;
  /** `REPLICAOF NO ONE`. The old primary is told nothing, and goes on answering if it runs. */
  promote(): Promise<void>;
  /** Resolves when everything that the primary has now has arrived. */
  catchUp(): Promise<void>;
}

/** Starts a replica that copies through a proxy of its own; resolves when it has everything. */
export async function startRedisReplica(primary: RedisInstance, options: RedisOptions = {}): Promise<RedisReplica> {
  const link = await createTcpProxy({ port: primary.port });
  const replica = await startRedis(options);
  const isLinked = async (): Promise<boolean> => field(await replica.ask('INFO', 'replication'), 'master_link_status') === 'up';
  const catchUp = async (): Promise<void> => {
    const offset = Number(field(await primary.ask('INFO', 'replication'), 'master_repl_offset'));
    await waitUntil(async () => Number(field(await replica.ask('INFO', 'replication'), 'slave_repl_offset')) >= offset, {
      what: 'the replica has caught up',
    });
  };
  async function resumeReplication(): Promise<void> {
    link.resume();
    await replica.ask('REPLICAOF', '127.0.0.1', link.port);
    await waitUntil(isLinked, { what: 'the replica is linked' });
    await catchUp();
  }
  await resumeReplication();
  return {
    ...replica,
    resumeReplication,
    catchUp,
    async cutReplication() {
      link.refuse();
      await waitUntil(async () => !(await isLinked()), { what: 'the replica has lost its primary' });
    },
    async promote() {
      await replica.ask('REPLICAOF', 'NO', 'ONE');
    },
    async stop() {
      await replica.stop();
      await link.stop();
    },
  };
}

function field(reply: unknown, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(String(reply))?.[1];
}
