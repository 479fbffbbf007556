import { expect, it } from 'vitest';
import { createStoreFeed } from '../../src/core/fleet/store-feed.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock } from '../../src/testing/manual-clock.ts';

const freshness = { maxStaleness: 5, onStale: 'ask', recordMaxAge: 300, clockTolerance: 5, retention: 310 } as const;
const registration = {
  nodeId: 'node',
  fleetMaxStaleness: 5,
  maxStaleness: 5,
  settledEpoch: undefined,
  longestLease: 5,
  ensure: () => undefined,
  forget() {},
  noteStaleReader() {},
  leave: async () => undefined,
};

it('is never behind: it counts from the sending of the read, however long the answer was on its way', async () => {
  const clock = createManualClock();
  const store = createMemoryStore({ now: () => clock.wallMs() / 1000, sleep: clock.sleep });
  const slow = {
    ...store,
    readLog: async (after: string | undefined) => {
      const page = await store.readLog(after);
      await clock.sleep(2000);
      return page;
    },
  };
  const arrived = clock.wallMs() / 1000;
  const reading = createStoreFeed(slow, clock, freshness, registration, { settlesIn: () => 0 }).read(undefined);
  await clock.advance(2);
  await clock.advance(2);
  expect((await reading).now).toBe(arrived);
  await store.close();
});
