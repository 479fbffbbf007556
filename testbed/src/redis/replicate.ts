/** Lets a running Redis copy others, through a proxy of its own. */
import { createTcpProxy } from '../network/tcp-proxy.ts';
import { waitUntil } from '../processes/wait-until.ts';
import type { RedisInstance } from './start-redis.ts';

export interface RedisReplication {
  /** Becomes a replica of that one; resolves when it has everything. */
  follow(primary: RedisInstance): Promise<void>;
  /** From here on nothing more arrives: what is written to the primary is the tail that a promotion loses. */
  cutReplication(): Promise<void>;
  /** Copies again, all of it if need be; resolves when it has everything. */
  resumeReplication(): Promise<void>;
  /** `REPLICAOF NO ONE`. The old primary is told nothing, and goes on answering if it runs. */
  promote(): Promise<void>;
  /** Resolves when everything that the primary has now has arrived. */
  catchUp(): Promise<void>;
  close(): Promise<void>;
}

export async function replicate(replica: RedisInstance): Promise<RedisReplication> {
  const link = await createTcpProxy({ port: replica.port });
  let primary: RedisInstance | undefined;
  const isLinked = async (): Promise<boolean> => (await fieldOf(replica, 'master_link_status')) === 'up';

  async function catchUp(): Promise<void> {
    const offset = primary === undefined ? 0 : Number(await fieldOf(primary, 'master_repl_offset'));
    await waitUntil(async () => Number(await fieldOf(replica, 'slave_repl_offset')) >= offset, { what: 'the replica has caught up' });
  }

  async function resumeReplication(): Promise<void> {
    link.resume();
    await replica.ask('REPLICAOF', '127.0.0.1', link.port);
    await waitUntil(isLinked, { what: 'the replica is linked' });
    await catchUp();
  }

  return {
    catchUp,
    resumeReplication,
    follow(next) {
      primary = next;
      link.setTarget({ port: next.port });
      link.cut();
      return resumeReplication();
    },
    async cutReplication() {
      link.refuse();
      await waitUntil(async () => !(await isLinked()), { what: 'the replica has lost its primary' });
    },
    async promote() {
      await replica.ask('REPLICAOF', 'NO', 'ONE');
    },
    close: () => link.stop(),
  };
}

async function fieldOf(instance: RedisInstance, name: string): Promise<string | undefined> {
  const info = String(await instance.ask('INFO', 'replication'));
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
