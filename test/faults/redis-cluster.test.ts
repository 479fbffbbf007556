import { describe, expect, test } from 'vitest';
import { requireProgram, startRedisCluster } from '@gemel/testbed';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTraffic } from './fleet/start-traffic.ts';
import { useFleet } from './fleet/use-fleet.ts';

async function startCluster() {
  const cluster = await startRedisCluster({ replicas: 1, nodeTimeoutMs: 500 });
  return { ...cluster, store: { kind: 'redis-cluster' as const, url: cluster.nodes.map(({ url }) => url).join(',') } };
}

// Tried: what happens to a cluster, while sessions in all of its partitions are revoked.
// Must hold: no check that begins later than maxStaleness after the acknowledgement accepts; everybody honest is let in again.
describe.skipIf(requireProgram('redis-server') === undefined)('a Redis Cluster of three masters', () => {
  const used = useFleet(startCluster);

  test('F10: moves the slots of partitions to other masters, key by key', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet, { doomed: 24, honest: 12 });
    await traffic.untilAcknowledged(4);
    for (const partition of [0, 3, 7]) {
      const slot = await engine.slotOf(`{gemel:${partition}}`);
      const owner = await engine.ownerOf(slot);
      const [other] = engine.masters.filter(({ id }) => id !== owner.id);
      if (other !== undefined) await engine.moveSlot(slot, other);
    }
    const outcome = await traffic.finish();
    recordOutcome('Redis Cluster', 'slots of three partitions moved to other masters', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 24 });
  }, 90_000);

  test('F13: loses a master (kill -9), whose replica takes its place', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet, { doomed: 24, honest: 12 });
    await traffic.untilAcknowledged(4);
    await engine.masters[1]?.kill();
    const outcome = await traffic.finish();
    recordOutcome('Redis Cluster', 'a master killed (kill -9), its replica promoted', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 24 });
  }, 90_000);
});
