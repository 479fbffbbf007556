/** Three instances of Redis that change roles: a primary, the replica that is promoted next, and one that confirms writes. */
import { type RedisInstance, type RedisReplication, replicate, startRedis } from '@gemel/testbed';
import type { PromotionStage } from './promotion-stage.ts';

type Member = RedisInstance & Omit<RedisReplication, 'close'>;

export async function startRedisStage(options: object): Promise<PromotionStage> {
  const closers: (() => Promise<void>)[] = [];
  const startMember = async (): Promise<Member> => {
    const redis = await startRedis();
    closers.push(() => redis.stop());
    const { close, ...replication } = await replicate(redis);
    closers.push(close);
    return { ...redis, ...replication };
  };
  let [primary, standby, witness] = [await startMember(), await startMember(), await startMember()];
  await Promise.all([standby.follow(primary), witness.follow(primary)]);
  let deposed: Member | undefined;
  let isDead = false;

  return {
    name: 'Redis',
    store: { kind: 'redis', url: primary.url, options },
    async catchUp() {
      await Promise.all([standby.catchUp(), witness.catchUp()]);
    },
    async cutTail() {
      await Promise.all([standby.cutReplication(), witness.cutReplication()]);
    },
    async killPrimary() {
      await primary.kill();
      isDead = true;
    },
    async promote() {
      await standby.promote();
      deposed = primary;
      [primary, standby] = [standby, witness];
      await standby.follow(primary);
      return primary;
    },
    async restore() {
      if (deposed === undefined) return;
      if (isDead) await deposed.restart();
      isDead = false;
      witness = deposed;
      await witness.follow(primary);
    },
    async stop() {
      for (const close of closers.toReversed()) await close();
    },
  };
}
