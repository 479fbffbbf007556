import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createFakeClock, type FakeClock, requireProgram } from '@gemel/testbed';
import { servers } from './fleet/engine-list.ts';
import { recordOutcome } from './fleet/record-outcome.ts';
import { type Fleet, startFleet } from './fleet/start-fleet.ts';
import { startTraffic } from './fleet/start-traffic.ts';
import { useFleet } from './fleet/use-fleet.ts';

const boundMs = 500;

// Tried: the processes that verify stand still, or their clocks jump, while sessions are revoked.
// Must hold: no check that begins later than maxStaleness after the acknowledgement accepts; afterwards everybody honest is let in again.
describe.each(servers.filter(({ isHere }) => isHere))('verifying processes over $name', ({ name, start }) => {
  const used = useFleet(start);

  test('F11: stopped (SIGSTOP) for longer than the bound, then continued', async () => {
    const { fleet } = used();
    const traffic = await startTraffic(fleet);
    for (const { process } of fleet.watchers) process.pause();
    await traffic.untilAcknowledged(12);
    await setTimeout(2 * boundMs);
    for (const { process } of fleet.watchers) process.resume();
    const outcome = await traffic.finish();
    recordOutcome(name, 'every verifying process stopped (SIGSTOP) for longer than the bound', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 12 });
  }, 60_000);

  // A monotonic clock never goes back, and Node.js does not survive one that does: it is stepped forward only, as after a long sleep.
  describe.skipIf(requireProgram('faketime') === undefined).each([
    {
      isMonotonicFaked: false,
      clocks: 'wall clock alone',
      walks: [
        [3600, 0],
        [-3600, 0],
      ],
    },
    { isMonotonicFaked: true, clocks: 'wall and monotonic clock', walks: [[3600, 7200]] },
  ])('F12: whose $clocks', ({ isMonotonicFaked, clocks, walks }) => {
    let clock: FakeClock;
    let fleet: Fleet;
    beforeAll(async () => {
      clock = await createFakeClock({ isMonotonicFaked });
      fleet = await startFleet({ store: used().engine.store, env: clock.env });
    }, 60_000);
    afterAll(async () => {
      await fleet.stop();
      await clock.remove();
    });

    test.each(walks)(
      'stepped to %i s and to %i s beside the true time',
      async (...steps) => {
        const traffic = await startTraffic(fleet, { doomed: 16, isObservedFromOutside: true });
        for (const [index, seconds] of steps.entries()) {
          await traffic.untilAcknowledged(4 + 6 * index);
          clock.step(seconds);
        }
        const outcome = await traffic.finish();
        recordOutcome(name, `${clocks} stepped to ${steps.join(' s and to ')} s beside the true time`, outcome);
        expect(outcome).toMatchObject({ violations: [], revocations: 16 });
      },
      60_000,
    );
  });
});
