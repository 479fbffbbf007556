import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireProgram } from '@gemel/testbed';
import type { PromotionStage } from './fleet/promotion-stage.ts';
import { startRedisStage } from './fleet/redis-stage.ts';
import { runPromotions } from './fleet/run-promotions.ts';
import { type Fleet, startFleet } from './fleet/start-fleet.ts';

// The short form of promotions.long.ts.
describe.skipIf(requireProgram('redis-server') === undefined)(
  'F13: a primary of Redis that was deposed and still answers, reads being fenced',
  () => {
    let stage: PromotionStage;
    let fleet: Fleet;
    beforeAll(async () => {
      stage = await startRedisStage({ replication: { atLeast: 1 }, fencedReads: true });
      fleet = await startFleet({ store: stage.store });
    }, 60_000);
    afterAll(async () => {
      await fleet.stop();
      await stage.stop();
    }, 60_000);

    test('lets nobody accept later than the bound after the acknowledgement, and signs nobody honest out', async () => {
      const promotions = await runPromotions(fleet, stage, { rounds: 3, seed: 1, way: 'a deposed primary that still answers' });
      expect(promotions).toMatchObject({ violations: [], revocations: 12, honest: 6 });
    }, 90_000);
  },
);
