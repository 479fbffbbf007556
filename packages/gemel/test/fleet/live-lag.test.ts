/** The bar of live connections on real engines; live-lag.long.ts has more of them, and writes down what it saw. */
import { describe, expect, it } from 'vitest';
import { percentile } from '../../../../test/faults/fleet/percentile.ts';
import { measureLiveLag } from './measure-live-lag.ts';
import { engineGroups } from './store-engines.ts';

const engines = [...engineGroups.embedded.slice(1), ...engineGroups.postgres, ...engineGroups.redis.slice(0, 1)];

describe.each(engines)('on $name', (engine) => {
  it.skipIf(engine.isMissing)(
    'a WebSocket closes within 100 ms, at the median, after its session was ended on another node',
    async () => {
      const { fromCallMs } = await measureLiveLag(engine, 25);
      expect(fromCallMs.length).toBe(25);
      expect(percentile(fromCallMs, 50)).toBeLessThanOrEqual(100);
    },
    60_000,
  );
});
