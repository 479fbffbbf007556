import { describe, expect, it } from 'vitest';
import { createEngine } from '../../src/core/engine.ts';
import { createSettling } from '../../src/core/fleet/settling.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { codeOf, issuer, outcome, present, secret, withBearer, withCookie } from './fleet.ts';

function aStoreOn(clock: ManualClock) {
  return createMemoryStore({ now: () => clock.wallMs() / 1000, sleep: clock.sleep });
}

async function aNodeOn(store: ReturnType<typeof aStoreOn>, clock: ManualClock) {
  return createEngine({ issuer, secret, store }, createTestRuntime(clock));
}

describe('a node that starts', () => {
  it('waits for nothing on a store that nobody has used, or whose epoch was settled before', async () => {
    const clock = createManualClock();
    const store = aStoreOn(clock);
    for (let start = 0; start < 2; start++) {
      const gemel = await aNodeOn(store, clock);
      const { sessionToken } = await gemel.startSession({ subject: 'ada' });
      expect(await outcome(gemel.authenticate(withCookie(present(sessionToken))))).toBe('authenticated');
      await gemel.close();
    }
  });

  it('F13: trusts an epoch that is not settled only after the bound, as those do that have seen it begin', async () => {
    const clock = createManualClock();
    const store = aStoreOn(clock);
    const first = await aNodeOn(store, clock);
    const { sessionToken, tokens } = await first.startSession({ subject: 'ada', mode: 'both' });
    await first.close();
    await store.raiseEpoch();
    const late = await aNodeOn(store, clock);
    for (let waited = 0; waited < 4; waited++) {
      expect(await codeOf(Promise.resolve().then(() => late.authenticate(withCookie(present(sessionToken)))))).toBe('view_stale');
      expect(await codeOf(Promise.resolve().then(() => late.authenticate(withBearer(present(tokens).accessToken))))).toBe('view_stale');
      expect(await codeOf(late.startSession({ subject: 'ada' }))).toBe('view_stale');
      await clock.advance(1);
    }
    await clock.advance(2.5);
    expect(await outcome(late.authenticate(withCookie(present(sessionToken))))).toBe('authenticated');
    const later = await aNodeOn(store, clock);
    expect(await outcome(later.authenticate(withCookie(present(sessionToken))))).toBe('authenticated');
    await Promise.all([late.close(), later.close()]);
  });

  it('F13: hears within that time of what was lost and is announced again', async () => {
    const clock = createManualClock();
    const store = aStoreOn(clock);
    const first = await aNodeOn(store, clock);
    const { session, tokens } = await first.startSession({ subject: 'ada', mode: 'both' });
    await first.close();
    await store.raiseEpoch();
    const late = await aNodeOn(store, clock);
    await clock.advance(4);
    await store.announce([{ kind: 'session', sid: session.sid, generation: 9, until: clock.wallMs() / 1000 + 600 }]);
    await clock.advance(3);
    expect(await outcome(late.authenticate(withBearer(present(tokens).accessToken)))).toBe('session_revoked');
    await late.close();
  });
});

describe('settling', () => {
  function aSettling({ settledEpoch, fails = 0 }: { readonly settledEpoch?: string; readonly fails?: number } = {}) {
    const clock = createManualClock();
    const settled: string[] = [];
    const faults: string[] = [];
    let failures = fails;
    const settling = createSettling({
      fleet: {
        async settle(epoch) {
          if (failures-- > 0) throw new Error('the store is away');
          settled.push(epoch);
        },
      },
      registration: { settledEpoch, maxStaleness: 2, fleetMaxStaleness: 5 },
      clock,
      onFault: ({ code }) => void faults.push(code),
    });
    return {
      clock,
      settled,
      faults,
      settlesIn: (epoch: string, entries: [] | [{ kind: 'key'; kid: string }] = []) =>
        settling.settlesIn({ epoch, entries, hasMore: false }),
    };
  }

  it('counts once from the first sight of an epoch, by the longer of the bounds, and tells the fleet when it is over', async () => {
    const { clock, settled, settlesIn } = aSettling({ settledEpoch: 'before' });
    expect(settlesIn('now')).toBe(5);
    await clock.advance(3);
    expect(settlesIn('now')).toBe(2);
    expect(settled).toEqual([]);
    await clock.advance(2);
    expect(settlesIn('now')).toBe(0);
    expect(settlesIn('now')).toBe(0);
    expect(settled).toEqual(['now']);
  });

  it('begins again with each epoch', async () => {
    const { clock, settlesIn } = aSettling({ settledEpoch: 'before' });
    settlesIn('second');
    await clock.advance(4);
    expect(settlesIn('third')).toBe(5);
  });

  it('takes a store for new where it knows of no epoch and its log is empty, and for old where it is not', () => {
    expect(aSettling().settlesIn('first')).toBe(0);
    expect(aSettling().settlesIn('first', [{ kind: 'key', kid: 'one' }])).toBe(5);
  });

  it('goes on where the fleet cannot be told, and tells it later', async () => {
    const { clock, settled, faults, settlesIn } = aSettling({ fails: 1 });
    expect(settlesIn('first')).toBe(0);
    await clock.settle();
    expect(faults).toEqual(['store_unavailable']);
    expect(settlesIn('first')).toBe(0);
    expect(settled).toEqual(['first']);
  });
});
