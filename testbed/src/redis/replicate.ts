/** Lets a running Redis copy others, through a proxy of its own. */
import { createTcpProxy } from '../network/tcp-proxy.ts';
import { waitUntil } from '../processes/wait-until.ts';
import { catchUp, replicationField } from './catch-up.ts';
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
  const isLinked = async (): Promise<boolean> => (await replicationField(replica, 'master_link_status')) === 'up';

  const catchUpNow = async (): Promise<void> => (primary === undefined ? undefined : catchUp(replica, primary));

  async function resumeReplication(): Promise<void> {
    link.resume();
    await replica.ask('REPLICAOF', '127.0.0.1', link.port);
    await waitUntil(isLinked, { what: 'the replica is linked' });
    await catchUpNow();
  }

  return {
    catchUp: catchUpNow,
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
