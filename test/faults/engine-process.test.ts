import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { servers } from './fleet/engine-list.ts';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTraffic } from './fleet/start-traffic.ts';
import { useFleet } from './fleet/use-fleet.ts';

const boundMs = 500;

// Tried: the engine itself stands still or dies, while sessions are revoked; what it had acknowledged is on its disk.
// Must hold: no check that begins later than maxStaleness after the acknowledgement accepts, before and after; what was acknowledged is
// refused for good; everybody honest is let in again when the engine is back.
describe.each(servers.filter(({ isHere }) => isHere))('the process of $name', ({ name, start }) => {
  const used = useFleet(start);

  test('F13: stands still (SIGSTOP) for longer than the bound, then goes on', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet);
    await traffic.untilAcknowledged(5);
    engine.pause();
    await setTimeout(3 * boundMs);
    engine.resume();
    const outcome = await traffic.finish();
    recordOutcome(name, 'the engine stopped (SIGSTOP) for three times the bound', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 12 });
  }, 60_000);

  test('F13: is killed (kill -9) and started again', async () => {
    const { engine, fleet } = used();
    const traffic = await startTraffic(fleet);
    await traffic.untilAcknowledged(5);
    await engine.kill();
    await setTimeout(boundMs / 2);
    await engine.restart();
    const outcome = await traffic.finish();
    recordOutcome(name, 'the engine killed (kill -9) and started again', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 12 });
  }, 60_000);
});
