import { createVerifier } from '@gemel/verifier';
import { describe, expect, it } from 'vitest';
import type { Gemel } from '../../src/core/gemel.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { createEngine } from '../../src/core/engine.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { aFleet, issuer, outcome, present, secret, withCookie } from './fleet.ts';
import { aSession, reachOf, waitFor } from './reach-support.ts';

/** How a revocation waits for every node (invariant 2), under a clock that the test moves. */

function cutReads(store: SessionStore, isCut: () => boolean): SessionStore {
  return {
    ...store,
    readLog: async (after) => {
      if (isCut()) throw new Error('cut');
      return store.readLog(after);
    },
  };
}

describe('a revocation that waits until it holds everywhere', () => {
  it('resolves as soon as every node has applied it', async () => {
    const { nodes, gemel, clock, stop } = await aFleet({ nodeCount: 3 });
    const { sid, sessionToken } = await aSession(gemel);
    for (const node of nodes) expect(await outcome(node.authenticate(withCookie(sessionToken)))).toBe('authenticated');
    const { value, seconds } = await waitFor(clock, gemel.revokeSession(sid, { until: 'everywhere' }));
    expect(value).toMatchObject({ ended: [sid], reach: 'applied', isReplicated: false });
    expect(seconds).toBeLessThan(0.5);
    for (const node of nodes) expect(await outcome(node.authenticate(withCookie(sessionToken)))).toBe('session_revoked');
    await stop();
  });

  it('does not wait where nobody asks it to, and writes no receipt', async () => {
    const { gemel, store, stop } = await aFleet({ nodeCount: 2 });
    const { sid } = await aSession(gemel);
    expect(await gemel.revokeSession(sid)).toEqual({ ended: [sid], isReplicated: false, reach: 'committed', tookMs: 0, receipts: [] });
    const { value } = await store.readLog(undefined);
    expect(value.entries).toHaveLength(1);
    expect(value.entries[0]).not.toHaveProperty('receipt');
    await stop();
  });

  it('waits for all sessions of a subject, and for a retired key', async () => {
    const { gemel, clock, stop } = await aFleet({ nodeCount: 2 });
    await aSession(gemel);
    await aSession(gemel);
    const all = await waitFor(clock, gemel.revokeSubject('ada', { until: 'everywhere' }));
    expect(all.value.ended).toHaveLength(2);
    expect(reachOf(all.value)).toBe('applied');
    const kid = present((await gemel.health()).keys.active);
    const key = await waitFor(clock, gemel.keys.retire(kid, { until: 'everywhere' }));
    expect(reachOf(key.value)).toBe('applied');
    await stop();
  });

  it('waits for a node that hears nothing no longer than the bound, and the bound is true by then', async () => {
    let isCut = false;
    const fleet = await aFleet({ nodeCount: 2, through: (store, index) => cutReads(store, () => isCut && index === 1) });
    const { gemel, nodes, clock, stop } = fleet;
    const { sid, sessionToken } = await aSession(gemel);
    const deaf = present(nodes[1]);
    expect(await outcome(deaf.authenticate(withCookie(sessionToken)))).toBe('authenticated');
    isCut = true;
    const { value, seconds } = await waitFor(clock, gemel.revokeSession(sid, { until: 'everywhere' }));
    expect(reachOf(value)).toBe('bounded');
    expect(seconds).toBeGreaterThanOrEqual(5);
    expect(seconds).toBeLessThan(5.2);
    expect(await outcome(deaf.authenticate(withCookie(sessionToken)))).toBe('session_revoked');
    await stop();
  });

  it('promises nothing for a node that accepts when stale', async () => {
    let isCut = false;
    const { gemel, store, clock, stop } = await aFleet();
    const other = await createEngine(
      { issuer, secret, store: cutReads(store, () => isCut), freshness: { onStale: 'accept' } },
      createTestRuntime(clock),
    );
    const { sid } = await aSession(gemel);
    isCut = true;
    const { value } = await waitFor(clock, gemel.revokeSession(sid, { until: 'everywhere' }));
    expect(reachOf(value)).toBe('unguaranteed');
    await other.close();
    await stop();
  });

  it('does not wait for a node that has ended, and only as long as the bound for one that vanished', async () => {
    const { gemel, nodes, clock, stop } = await aFleet({ nodeCount: 3 });
    await present(nodes[1]).close();
    const first = await waitFor(clock, gemel.revokeSession((await aSession(gemel)).sid, { until: 'everywhere' }));
    expect(reachOf(first.value)).toBe('applied');
    await stop();
  });

  it('says bounded, after the bound, where there was nothing to end: somebody else may have ended it a moment ago', async () => {
    const { gemel, clock, stop } = await aFleet();
    const { sid } = await aSession(gemel);
    await gemel.revokeSession(sid);
    const { value, seconds } = await waitFor(clock, gemel.revokeSession(sid, { until: 'everywhere' }));
    expect(value).toMatchObject({ ended: [], reach: 'bounded' });
    expect(seconds).toBeGreaterThanOrEqual(5);
    await stop();
  });

  it('does not take an empty registry for an empty fleet', async () => {
    const { gemel, store, clock, stop } = await aFleet();
    const { sid } = await aSession(gemel);
    for (const { id } of (await store.fleet.list()).value) await store.fleet.unregister(id);
    const { value } = await waitFor(clock, gemel.revokeSession(sid, { until: 'everywhere' }));
    expect(reachOf(value)).toBe('unguaranteed');
    await stop();
  });

  it('does not call applied what was confirmed in an epoch that has ended', async () => {
    let isCut = true;
    const { gemel, store, clock, stop } = await aFleet({ through: (inner) => cutReads(inner, () => !isCut) });
    const { sid } = await aSession(gemel);
    isCut = false;
    const revoking = gemel.revokeSession(sid, { until: 'everywhere' });
    await clock.advance(0.5);
    await store.raiseEpoch();
    isCut = true;
    const { value } = await waitFor(clock, revoking);
    expect(reachOf(value)).toBe('bounded');
    await stop();
  });

  it('waits for the verifiers that follow the feed through a node', async () => {
    const { gemel, nodes, clock, stop } = await aFleet({ nodeCount: 2 });
    const runtime = { ...createTestRuntime(clock), jitter: () => 1, fetch };
    const keys = { find: () => undefined, refresh: () => undefined };
    let isPaused = false;
    const through = present(nodes[1]).feed;
    const feed: typeof through = { read: (after, options) => (isPaused ? new Promise(() => undefined) : through.read(after, options)) };
    const verifier = createVerifier({ issuer, audience: issuer, keys, feed }, runtime);
    await verifier.ready();
    await clock.settle();
    expect((await present(nodes[1]).health()).fleet.readers).toBe(1);

    const heard = await waitFor(clock, gemel.revokeSession((await aSession(gemel)).sid, { until: 'everywhere' }));
    expect(reachOf(heard.value)).toBe('applied');
    isPaused = true;
    await clock.advance(1.1);
    const unheard = await waitFor(clock, gemel.revokeSession((await aSession(gemel)).sid, { until: 'everywhere' }));
    expect(reachOf(unheard.value)).toBe('applied'); // the node says so when the reader's lease must have run out
    expect(unheard.seconds).toBeGreaterThan(3);
    await verifier.close();
    await stop();
  });

  it('cannot know of readers that do not say who they are, and waits for the bound', async () => {
    const { gemel, clock, stop } = await aFleet();
    const { sid } = await aSession(gemel);
    await gemel.feed.read(undefined);
    const { value, seconds } = await waitFor(clock, gemel.revokeSession(sid, { until: 'everywhere' }));
    expect(['applied', 'bounded']).toContain(reachOf(value));
    expect(seconds).toBeGreaterThan(4.9);
    await stop();
  });

  it('F13: is not applied where a node was registered in a store that has failed over before its first read', async () => {
    const clock = createManualClock();
    const stores = [0, 1].map(() => createMemoryStore({ now: () => clock.wallMs() / 1000, sleep: clock.sleep }));
    const [before, after] = [present(stores[0]), present(stores[1])];
    const start = (store: SessionStore): Promise<Gemel> => createEngine({ issuer, secret, store }, createTestRuntime(clock));
    let isFirst = true;
    const register: SessionStore['fleet']['register'] = async (...given) => {
      const answer = await (isFirst ? before : after).fleet.register(...given);
      isFirst = false;
      return answer;
    };
    const early = await start({ ...after, fleet: { ...after.fleet, register } });
    const gemel = await start(after);
    expect((await after.fleet.list()).value).toHaveLength(2);
    await Promise.all([early.close(), gemel.close()]);
  });
});

describe('the bound of a fleet', () => {
  it('is what the first node brought; a shorter one of a node holds for itself, a longer one does not count', async () => {
    const { gemel, store, clock, stop } = await aFleet({ freshness: { maxStaleness: 4 } });
    const withBound = (maxStaleness: number): Promise<Gemel> =>
      createEngine({ issuer, secret, store, freshness: { maxStaleness } }, createTestRuntime(clock));
    const [shorter, longer] = [await withBound(2), await withBound(9)];
    const bounds = await Promise.all([gemel, shorter, longer].map(async (node) => (await node.health()).fleet.maxStaleness));
    expect(bounds).toEqual([4, 2, 4]);
    expect((await longer.feed.read(undefined)).maxStaleness).toBe(4);
    // The log of the node with the shorter bound remembers long enough for the others.
    expect(shorter.options.freshness.retention).toBe(gemel.options.freshness.retention);
    const registered = (await store.fleet.list()).value.map(({ maxStaleness }) => maxStaleness);
    expect(registered.toSorted((left, right) => left - right)).toEqual([2, 4, 4]);
    await clock.advance(16);
    await Promise.all([shorter.close(), longer.close()]);
    await stop();
  });

  it('reaches a running node when it is changed', async () => {
    const { gemel, store, clock, stop } = await aFleet();
    await store.fleet.setMaxStaleness(3);
    await clock.advance(20);
    expect((await gemel.health()).fleet.maxStaleness).toBe(3);
    expect((await store.fleet.list()).value.map(({ maxStaleness }) => maxStaleness)).toEqual([5]);
    await clock.advance(20);
    expect((await store.fleet.list()).value.map(({ maxStaleness }) => maxStaleness)).toEqual([3]);
    await stop();
  });

  it('is registered before anything is read from the log, and again when an epoch was seen for the first time', async () => {
    const calls: string[] = [];
    const through = (store: SessionStore): SessionStore => ({
      ...store,
      fleet: {
        ...store.fleet,
        register: async (node, keepFor) => {
          calls.push('register');
          return store.fleet.register(node, keepFor);
        },
      },
      readLog: async (after) => {
        calls.push('read');
        return store.readLog(after);
      },
    });
    const { store, clock, stop } = await aFleet({ through });
    expect(calls.slice(0, 4)).toEqual(['register', 'read', 'register', 'read']);
    await clock.advance(14);
    expect(calls.filter((call) => call === 'register')).toHaveLength(2);
    await store.raiseEpoch();
    await clock.advance(2);
    expect(calls.filter((call) => call === 'register').length).toBeGreaterThan(2);
    await stop();
  });

  it('gives no lease to a node that can no longer register (F14)', async () => {
    let isReadOnly = false;
    const through = (store: SessionStore): SessionStore => ({
      ...store,
      fleet: {
        ...store.fleet,
        register: async (node, keepFor) => {
          if (isReadOnly) throw new Error('read-only');
          return store.fleet.register(node, keepFor);
        },
      },
    });
    const { gemel, clock, stop } = await aFleet({ through });
    isReadOnly = true;
    await clock.advance(29);
    expect((await gemel.health()).feed.isFresh).toBe(true);
    await clock.advance(8);
    expect((await gemel.health()).feed.isFresh).toBe(false);
    isReadOnly = false;
    await clock.advance(3);
    expect((await gemel.health()).feed.isFresh).toBe(true);
    await stop();
  });
});
