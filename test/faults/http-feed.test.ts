import { describe, expect, test } from 'vitest';
import { startSqlite } from './fleet/engine-list.ts';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTraffic } from './fleet/start-traffic.ts';
import { useFleet } from './fleet/use-fleet.ts';

// Tried: what a network does to the long poll of a verifier, while sessions are revoked.
// Must hold: no acceptance later than maxStaleness after the acknowledgement; afterwards everybody honest is let in again.
describe('a verifier whose HTTP feed is ill-treated', () => {
  const used = useFleet(startSqlite);

  test('F08: nothing is broken', async () => {
    const outcome = await (await startTraffic(used().fleet)).finish();
    recordOutcome('SQLite', 'nothing is broken', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 12 });
  }, 60_000);

  test('F10: held, half-open, refused, in turn', async () => {
    const { network } = used().fleet.verifier;
    const traffic = await startTraffic(used().fleet, { doomed: 24 });
    network?.hold();
    await traffic.untilAcknowledged(8);
    network?.resume();
    network?.drop();
    await traffic.untilAcknowledged(16);
    network?.refuse();
    await traffic.untilAcknowledged(24);
    network?.resume();
    const outcome = await traffic.finish();
    recordOutcome('SQLite', 'HTTP feed held, half-open, refused, in turn', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 24 });
  }, 60_000);
});

describe('the harness', () => {
  const used = useFleet(startSqlite, { onStale: 'accept' });

  test('sees it when somebody accepts past the bound', async () => {
    const { network } = used().fleet.verifier;
    const traffic = await startTraffic(used().fleet);
    network?.hold();
    await traffic.untilAcknowledged(12);
    network?.resume();
    expect((await traffic.finish()).violations).not.toEqual([]);
  }, 60_000);
});
