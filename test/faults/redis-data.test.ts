import { describe, expect, test } from 'vitest';
import { requireProgram, startRedis, type TcpProxy } from '@gemel/testbed';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTraffic } from './fleet/start-traffic.ts';
import { useFleet } from './fleet/use-fleet.ts';

const partitions = 16;

async function startNamedRedis() {
  const redis = await startRedis();
  return { ...redis, store: { kind: 'redis' as const, url: redis.url } };
}

// Tried: Redis loses the stream that a node was reading, or everything, while sessions are revoked.
// Must hold: no check that begins later than maxStaleness after the acknowledgement accepts, and what was acknowledged stays refused.
describe.skipIf(requireProgram('redis-server') === undefined)('what Redis holds', () => {
  const used = useFleet(startNamedRedis);

  test('F10: is trimmed past the cursor of nodes that are cut off; everybody honest is let in again', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet, { doomed: 18 });
    const networks = fleet.nodes.flatMap(({ network }): readonly TcpProxy[] => (network === undefined ? [] : [network]));
    for (const network of networks) network.refuse();
    await traffic.untilAcknowledged(6);
    for (let partition = 0; partition < partitions; partition += 1) await engine.ask('XTRIM', `{gemel:${partition}}:log`, 'MAXLEN', 0);
    await traffic.untilAcknowledged(12);
    for (const network of networks) network.resume();
    const outcome = await traffic.finish();
    recordOutcome('Redis', 'streams trimmed past the cursor of nodes that were cut off', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 18 });
  }, 60_000);

  test('F13 F23: is flushed (FLUSHALL); whoever signs in afterwards is let in', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet, { isLossExpected: true });
    await traffic.untilAcknowledged(6);
    await engine.ask('FLUSHALL');
    const outcome = await traffic.finish();
    recordOutcome('Redis', 'FLUSHALL', outcome);
    expect(outcome.violations).toEqual([]);
    expect(outcome.revocations).toBeGreaterThanOrEqual(6);

    const afterwards = await (await startTraffic(fleet)).finish();
    expect(afterwards).toMatchObject({ violations: [], revocations: 12 });
  }, 60_000);
});
