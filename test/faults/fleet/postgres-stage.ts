/** A PostgreSQL whose streaming replica is promoted; a new one is then made from it, since the old primary went on along another timeline. */
import { type PostgresInstance, type PostgresReplica, startPostgresPair, startPostgresReplica } from '@gemel/testbed';
import type { PromotionStage } from './promotion-stage.ts';

export async function startPostgresStage(options: object, isSynchronous: boolean): Promise<PromotionStage> {
  const pair = await startPostgresPair({ isSynchronous });
  let primary: PostgresInstance = pair.primary;
  let standby: PostgresReplica = pair.replica;
  let deposed: PostgresInstance | undefined;

  return {
    name: isSynchronous ? 'PostgreSQL, synchronous' : 'PostgreSQL, asynchronous',
    store: { kind: 'postgres', url: primary.url, options },
    catchUp: () => standby.catchUp(),
    cutTail: () => standby.cutReplication(),
    killPrimary: () => primary.kill(),
    async promote() {
      await standby.promote();
      deposed = primary;
      primary = standby;
      return primary;
    },
    async restore() {
      await deposed?.stop();
      standby = await startPostgresReplica(primary);
      if (isSynchronous) await standby.becomeSynchronous();
    },
    async stop() {
      await standby.stop();
      await primary.stop();
      await deposed?.stop();
    },
  };
}
