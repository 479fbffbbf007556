import { describe, expect, test } from 'vitest';
import { startSqlite } from './fleet/engine-list.ts';
import { recordOutcome } from './fleet/record-outcome.ts';
import { startTestedFleet } from './fleet/start-tested-fleet.ts';
import { startTraffic } from './fleet/start-traffic.ts';

// Tried: what a network does to the long poll of a verifier, while sessions are revoked.
// Must hold: no acceptance later than maxStaleness after the acknowledgement; afterwards everybody honest is let in again.
describe('a verifier whose HTTP feed is ill-treated', () => {
  test('F08: nothing is broken', async () => {
    const traffic = await startTraffic(await startTestedFleet({ store: await startSqlite() }));
    const outcome = await traffic.finish();
    recordOutcome('SQLite, HTTP feed', 'nothing is broken', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 12 });
  });

  test('F10: held, half-open, refused, in turn', async () => {
    const fleet = await startTestedFleet({ store: await startSqlite() });
    const { network } = fleet.verifier;
    const traffic = await startTraffic(fleet, { doomed: 24 });
    network?.hold();
    await traffic.untilAcknowledged(8);
    network?.resume();
    network?.drop();
    await traffic.untilAcknowledged(16);
    network?.refuse();
    await traffic.untilAcknowledged(24);
    network?.resume();
    const outcome = await traffic.finish();
    recordOutcome('SQLite, HTTP feed', 'held, half-open, refused, in turn', outcome);
    expect(outcome).toMatchObject({ violations: [], revocations: 24 });
  });

  test('the harness sees it when somebody accepts past the bound', async () => {
    const fleet = await startTestedFleet({ store: await startSqlite(), onStale: 'accept' });
    const traffic = await startTraffic(fleet, { doomed: 12 });
    fleet.verifier.network?.hold();
    await traffic.untilAcknowledged(12);
    fleet.verifier.network?.resume();
    expect((await traffic.finish()).violations).not.toEqual([]);
  });
});
