import type { View, ViewStatus } from '@gemel/verifier';
import { expect, it } from 'vitest';
import { createRegistration, type Registration } from '../../src/core/fleet/registration.ts';
import type { FleetNode } from '../../src/core/ports/fleet-store.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { codeOf, present } from './fleet.ts';

/** What the registry says of a node, and what the node does under it: nobody relies on more than what is registered. */

interface World {
  readonly clock: ManualClock;
  readonly registration: Registration;
  /** What the node has said, with the seconds for which it is kept. */
  readonly said: (FleetNode & { readonly keepFor: number })[];
  readonly calls: { answer: 'at once' | 'never' | 'later'; release: () => void };
  setBound(seconds: number): Promise<void>;
  listed(): Promise<readonly FleetNode[]>;
}

/** Of a lease of a minute that began at once and is never renewed. */
function aViewThatAges(clock: ManualClock): Pick<View, 'status' | 'maxStaleness'> {
  const begunMs = clock.monotonicMs();
  const status = (): ViewStatus => {
    const leaseLeftMs = 60_000 - (clock.monotonicMs() - begunMs);
    return { isFresh: true, leaseLeftMs, entries: 0, epoch: 'first', partitions: { total: 1, fresh: 1 } };
  };
  return { status, maxStaleness: 60 };
}

function aWorld({ maxStaleness = 5, acceptsStale = false } = {}): World {
  const clock = createManualClock();
  const { fleet } = createMemoryStore({ now: () => clock.wallMs() / 1000, sleep: clock.sleep });
  const said: World['said'] = [];
  const calls: World['calls'] = { answer: 'at once', release: () => undefined };
  const registration = createRegistration({
    fleet: {
      ...fleet,
      async register(node, keepFor) {
        const { answer } = calls;
        if (answer === 'never') return new Promise(() => undefined);
        if (answer === 'later') await new Promise<void>((resolve) => (calls.release = resolve));
        said.push({ ...node, keepFor });
        return fleet.register(node, keepFor);
      },
    },
    runtime: createTestRuntime(clock),
    freshness: { maxStaleness, onStale: acceptsStale ? 'accept' : 'ask', nodeName: 'web-1' },
    view: aViewThatAges(clock),
    onFault: () => undefined,
  });
  return { clock, registration, said, calls, setBound: fleet.setMaxStaleness, listed: async () => (await fleet.list()).value };
}

it('grants no longer leases before the registry says so of this node, where the bound was raised', async () => {
  const { clock, registration, said, setBound } = aWorld();
  await setBound(3);
  await registration.ensure();
  await setBound(4);
  for (let round = 0; round < 3; round++) {
    await clock.advance(16);
    const registered = present(said.at(-1)).maxStaleness;
    expect(registration.maxStaleness).toBeLessThanOrEqual(registered);
    await registration.ensure();
    expect(registration.maxStaleness).toBeLessThanOrEqual(present(said.at(-1)).maxStaleness);
  }
  expect(registration.maxStaleness).toBe(4);
});

it('is registered with the longer bound for as long as leases stand that were granted under it', async () => {
  const { clock, registration, said, setBound } = aWorld({ maxStaleness: 60 });
  await registration.ensure();
  await setBound(5);
  await clock.advance(16);
  await registration.ensure();
  expect({ granted: registration.maxStaleness, longest: registration.longestLease }).toEqual({ granted: 5, longest: 60 });
  await clock.advance(16);
  await registration.ensure();
  expect(present(said.at(-1)).maxStaleness).toBe(60);
  await clock.advance(50);
  await registration.ensure();
  expect(present(said.at(-1)).maxStaleness).toBe(5);
  expect(registration.longestLease).toBe(5);
});

it('says with each registration how the node stands when it is sent, and makes no call for that alone', async () => {
  const { clock, registration, said, listed } = aWorld();
  for (let second = 0; second < 40; second++) {
    await registration.ensure();
    await clock.advance(1);
  }
  expect(said.map(({ report }) => report)).toEqual([0, 15, 30].map((age) => ({ name: 'web-1', lag: age, leaseLeft: 60 - age })));
  expect((await listed())[0]?.report).toEqual(said[2]?.report);
});

it('does not wait for ever for a call that is lost', async () => {
  const { clock, registration, calls } = aWorld();
  await registration.ensure();
  await clock.advance(31);
  calls.answer = 'never';
  void Promise.resolve(registration.ensure()).catch(() => undefined);
  await clock.advance(6);
  calls.answer = 'at once';
  let isRegistered = false;
  void Promise.resolve(registration.ensure()).then(() => (isRegistered = true));
  await clock.settle();
  expect(isRegistered).toBe(true);
});

it('is not registered by a call under way once it has left, and gives nobody anything to rely on', async () => {
  const { clock, registration, calls, listed } = aWorld();
  await registration.ensure();
  await clock.advance(16);
  calls.answer = 'later';
  const renewing = codeOf(Promise.resolve(registration.ensure()));
  await clock.settle();
  const leaving = registration.leave(false);
  calls.release();
  await leaving;
  expect(await listed()).toEqual([]);
  expect(await renewing).toBe('shutting_down');
  expect(await codeOf(Promise.resolve(registration.ensure()))).toBe('shutting_down');
  expect(await listed()).toEqual([]);
});

it('leaves within a second, whatever the store does', async () => {
  const { clock, registration, calls } = aWorld();
  calls.answer = 'never';
  void registration.ensure();
  let hasLeft = false;
  void registration.leave(false).then(() => (hasLeft = true));
  await clock.advance(1.1);
  expect(hasLeft).toBe(true);
});

it('counts for as long as the leases of those behind it may stand', async () => {
  const { clock, registration, listed } = aWorld();
  await registration.ensure();
  await registration.leave(true);
  await clock.advance(4.9);
  expect(await listed()).toHaveLength(1);
  await clock.advance(0.2);
  expect(await listed()).toEqual([]);
});

it('counts for a day after it was last heard of where it accepts when stale: no lease of its runs out', async () => {
  const { clock, registration, listed } = aWorld({ acceptsStale: true });
  await registration.ensure();
  await clock.advance(86_000);
  expect(await listed()).toMatchObject([{ acceptsStale: true }]);
  const behind = aWorld();
  behind.registration.noteStaleReader();
  await behind.registration.ensure();
  await behind.registration.leave(true);
  await behind.clock.advance(86_000);
  expect(await behind.listed()).toMatchObject([{ acceptsStale: true }]);
});

it('registers again however often the registry is lost while it does so', async () => {
  const { clock, registration, said, calls } = aWorld();
  await registration.ensure();
  registration.forget();
  calls.answer = 'later';
  const ensuring = registration.ensure();
  for (let loss = 0; loss < 3; loss++) {
    await clock.settle();
    registration.forget();
    calls.release();
  }
  await clock.settle();
  const before = said.length;
  calls.release();
  await ensuring;
  expect(said.length).toBeGreaterThan(before);
  expect(registration.ensure()).toBeUndefined();
});
