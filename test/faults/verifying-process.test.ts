import { setTimeout } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createFakeClock, requireProgram } from '@gemel/testbed';
import { startSqlite } from './fleet/engine-list.ts';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTestedFleet } from './fleet/start-tested-fleet.ts';
import { startTraffic } from './fleet/start-traffic.ts';

const boundMs = 500;

// Tried: the process that verifies stands still, or its clocks jump, while sessions are revoked.
// Must hold: no check that begins later than maxStaleness after the acknowledgement accepts; afterwards everybody honest is let in again.
describe('a verifying process that is ill-treated', () => {
  test('F11: stopped (SIGSTOP) for longer than the bound, then continued', async () => {
    const fleet = await startTestedFleet({ store: await startSqlite() });
    const traffic = await startTraffic(fleet);
    for (const { process } of fleet.watchers) process.pause();
    await traffic.untilAcknowledged(12);
    await setTimeout(2 * boundMs);
    for (const { process } of fleet.watchers) process.resume();
    const outcome = await traffic.finish();
    recordOutcome('SQLite', 'every verifying process stopped for longer than the bound', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 12 });
  });

  // A monotonic clock never goes back, and Node.js does not survive one that does: it is stepped forward only, as after a long sleep.
  test.skipIf(requireProgram('faketime') === undefined).each([
    { clocks: 'the wall clock stepped an hour forward and back', isMonotonicFaked: false, steps: [3600, 0] },
    { clocks: 'the wall clock stepped an hour back and forward', isMonotonicFaked: false, steps: [-3600, 0] },
  ])('F12: $clocks', async ({ clocks, isMonotonicFaked, steps }) => {
    const clock = await createFakeClock({ isMonotonicFaked });
    onTestFinished(() => clock.remove());
    const fleet = await startTestedFleet({ store: await startSqlite(), env: clock.env });
    const traffic = await startTraffic(fleet, { doomed: 16, isObservedFromOutside: true });
    for (const [index, seconds] of steps.entries()) {
      await traffic.untilAcknowledged(4 + 6 * index);
      clock.step(seconds);
    }
    const outcome = await traffic.finish();
    recordOutcome('SQLite', clocks, outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 16 });
  });
});
