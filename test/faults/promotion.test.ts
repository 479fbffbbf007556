import { describe, expect, test } from 'vitest';
import { requireProgram, startPostgresPair, startRedis, startRedisReplica } from '@gemel/testbed';
import type { Place } from './fleet/engine-list.ts';
import { moveFleet } from './fleet/move-fleet.ts';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTraffic } from './fleet/start-traffic.ts';
import { useFleet } from './fleet/use-fleet.ts';

/** A primary with a replica, as far as a promotion needs them. */
interface Pair extends Place {
  readonly primary: { kill(): Promise<void> };
  readonly replica: { readonly port: number; catchUp(): Promise<void>; cutReplication(): Promise<void>; promote(): Promise<void> };
}

async function startRedisPair(): Promise<Pair> {
  const primary = await startRedis();
  const replica = await startRedisReplica(primary);
  const stop = async (): Promise<void> => {
    await replica.stop();
    await primary.stop();
  };
  return { primary, replica, stop, store: { kind: 'redis', url: primary.url } };
}

async function startPair(isSynchronous: boolean): Promise<Pair> {
  const pair = await startPostgresPair({ isSynchronous });
  return { ...pair, store: { kind: 'postgres', url: pair.primary.url } };
}

const losing = [
  { name: 'Redis', isHere: requireProgram('redis-server') !== undefined, start: startRedisPair },
  { name: 'PostgreSQL, asynchronous', isHere: requireProgram('postgres') !== undefined, start: () => startPair(false) },
];

// Tried: a replica is promoted while sessions are revoked.
// Must hold: no check that begins later than maxStaleness after the acknowledgement accepts, although the new primary has never heard of
// the last revocations (the nodes announce them again); everybody honest is let in again.
describe.each(losing.filter(({ isHere }) => isHere))('a replica of $name', ({ name, start }) => {
  const used = useFleet(start);

  test('F13: is promoted with a lost tail, mid-traffic', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet, { doomed: 16, pauseAfter: 4 });
    await traffic.untilAcknowledged(4);
    await engine.replica.catchUp();
    await engine.replica.cutReplication();
    traffic.goOn();
    await traffic.untilAcknowledged(8);
    await engine.primary.kill();
    await engine.replica.promote();
    moveFleet(fleet, engine.replica);
    const outcome = await traffic.finish();
    recordOutcome(name, 'replica promoted with a lost tail, mid-traffic', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 16 });
  }, 90_000);
});

describe.skipIf(requireProgram('postgres') === undefined)('a synchronous replica of PostgreSQL', () => {
  const used = useFleet(() => startPair(true));

  test('F13: is promoted mid-traffic: what was acknowledged is there', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet, { doomed: 16 });
    await traffic.untilAcknowledged(6);
    await engine.primary.kill();
    await engine.replica.promote();
    moveFleet(fleet, engine.replica);
    const outcome = await traffic.finish();
    recordOutcome('PostgreSQL, synchronous', 'replica promoted mid-traffic', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 16 });
  }, 90_000);
});
