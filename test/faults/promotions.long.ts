/** The bar of promotions: two hundred with a lost tail, two hundred with a deposed primary that still answers; some of the latter unfenced, to show what a fence is for. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { requireProgram } from '@gemel/testbed';
import { percentilesOf } from './fleet/percentile.ts';
import { startPostgresStage } from './fleet/postgres-stage.ts';
import type { PromotionStage } from './fleet/promotion-stage.ts';
import { startRedisStage } from './fleet/redis-stage.ts';
import { appendReportLine } from './fleet/report-lines.ts';
import { type PromotionsPlan, runPromotions } from './fleet/run-promotions.ts';
import { type Fleet, startFleet } from './fleet/start-fleet.ts';

interface Setting {
  readonly setting: string;
  readonly way: PromotionsPlan['way'];
  readonly isFenced: boolean;
  readonly isHere: boolean;
  readonly start: () => Promise<PromotionStage>;
  readonly share?: number;
}

const rounds = Number(process.env['GEMEL_TEST_RUNS'] ?? 200);
const seed = Number(process.env['GEMEL_TEST_SEED'] ?? Date.now() % 1_000_000);
const redis = { isHere: requireProgram('redis-server') !== undefined, isFenced: true };
const postgres = { isHere: requireProgram('postgres') !== undefined, isFenced: true };
const replication = { atLeast: 1 };

const settings: readonly Setting[] = [
  { ...redis, setting: 'replication: { atLeast: 1 }', way: 'a lost tail', start: () => startRedisStage({ replication }) },
  {
    ...redis,
    setting: 'replication: { atLeast: 1 }, fencedReads: true',
    way: 'a deposed primary that still answers',
    start: () => startRedisStage({ replication, fencedReads: true }),
  },
  {
    ...redis,
    setting: 'replication: { atLeast: 1 }',
    way: 'a deposed primary that still answers',
    isFenced: false,
    share: 0.1,
    start: () => startRedisStage({ replication }),
  },
  { ...postgres, setting: 'asynchronous standby', way: 'a lost tail', share: 0.25, start: () => startPostgresStage({}, false) },
  {
    ...postgres,
    setting: 'synchronous standby',
    way: 'a deposed primary that still answers',
    share: 0.25,
    start: () => startPostgresStage({}, true),
  },
];

describe.each(settings.filter(({ isHere }) => isHere))(
  'F13: promotions with $way; $setting',
  ({ setting, way, isFenced, share = 1, start }) => {
    let stage: PromotionStage;
    let fleet: Fleet;
    beforeAll(async () => {
      stage = await start();
      fleet = await startFleet({ store: stage.store });
    }, 60_000);
    afterAll(async () => {
      await fleet.stop();
      await stage.stop();
    });

    test(`${stageRounds(share)} rounds, seed ${seed}`, async () => {
      const started = performance.now();
      const onRound = (round: number): void => {
        if (round % 10 === 0) process.stdout.write(`${stage.name}, ${way}: ${round} of ${stageRounds(share)} rounds\n`);
      };
      const plan = { rounds: stageRounds(share), seed, way, onRound };
      const { lagsMs, ...measured } = await runPromotions(fleet, stage, plan);
      const minutes = Math.round((performance.now() - started) / 60_000);
      const facts = { engine: stage.name, setting, way, isFenced, rounds: plan.rounds, seed, minutes };
      appendReportLine('promotions', { ...facts, ...percentilesOf(lagsMs), ...measured });
      if (isFenced) expect(measured.violations).toEqual([]);
      expect(measured.honest).toBe(2 * plan.rounds);
    });
  },
);

function stageRounds(share: number): number {
  return Math.max(1, Math.round(rounds * share));
}
