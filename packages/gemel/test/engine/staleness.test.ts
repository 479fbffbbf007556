import { describe, expect, it } from 'vitest';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aFleet, codeOf, type FleetOptions, outcome, present, withBearer, withCookie } from './fleet.ts';

/** Two nodes; the feed of the second can be cut, its reads of records failed, held back and counted. */
async function aCuttableFleet(options: FleetOptions = {}) {
  const cut = { feed: false, records: false };
  const reads = { count: 0 };
  const held: (() => void)[] = [];
  const gate = { isHolding: false, isHoldingTouches: false };
  const failing = (): Promise<never> => Promise.reject(new Error('cut'));
  const through = (store: SessionStore, index: number): SessionStore =>
    index === 0
      ? store
      : {
          ...store,
          touch: async (touches) => {
            if (gate.isHoldingTouches) await new Promise<void>((resolve) => held.push(resolve));
            return store.touch(touches);
          },
          readLog: (after) => (cut.feed ? failing() : store.readLog(after)),
          waitForNews: (after, wait) => (cut.feed ? failing() : store.waitForNews(after, wait)),
          find: async (sid) => {
            reads.count++;
            if (cut.records) return failing();
            const answer = await store.find(sid);
            if (gate.isHolding) await new Promise<void>((resolve) => held.push(resolve));
            return answer;
          },
        };
  const fleet = await aFleet({ nodeCount: 2, through, ...options });
  const [here, there] = [present(fleet.nodes[0]), present(fleet.nodes[1])];
  const started = await here.startSession({ subject: 'ada', mode: 'both' });
  const cookie = withCookie(present(started.sessionToken));
  const bearer = withBearer(present(started.tokens).accessToken);
  const release = async (): Promise<void> => {
    Object.assign(gate, { isHolding: false, isHoldingTouches: false });
    for (const resolve of held.splice(0)) resolve();
    await fleet.clock.settle();
  };
  return { ...fleet, here, there, started, sid: started.session.sid, cookie, bearer, cut, reads, gate, release };
}

describe('a node that no longer hears the feed', () => {
  it('invariant 2: never accepts a revoked session later than maxStaleness, by either credential, while it answers from memory', async () => {
    const { here, there, clock, cut, sid, cookie, bearer, stop } = await aCuttableFleet({ freshness: { onStale: 'refuse' } });
    expect([await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))]).toEqual([
      'authenticated',
      'authenticated',
    ]);
    cut.feed = true;
    await here.revokeSession(sid);
    await clock.advance(4.9);
    const late = [await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))];
    expect(late).toEqual(['authenticated', 'authenticated']);
    await clock.advance(0.2);
    expect([
      await codeOf(Promise.resolve().then(() => there.authenticate(cookie))),
      await codeOf(Promise.resolve().then(() => there.authenticate(bearer))),
    ]).toEqual(['view_stale', 'view_stale']);
    await stop();
  });

  it('invariant 3: refuses either credential for the same reason where the session ends while the store is asked', async () => {
    const { there, clock, cut, gate, sid, cookie, bearer, release, stop } = await aCuttableFleet();
    cut.feed = true;
    await clock.advance(6);
    gate.isHolding = true;
    const asked = [cookie, bearer].map((credential) => outcome(there.authenticate(credential)));
    await clock.settle();
    gate.isHolding = false;
    await there.revokeSession(sid);
    await release();
    expect(await Promise.all(asked)).toEqual(['session_revoked', 'session_revoked']);
    await stop();
  });

  it('asks the store, by default, and is right at once', async () => {
    const { here, there, clock, cut, sid, cookie, bearer, stop } = await aCuttableFleet();
    await there.authenticate(cookie);
    cut.feed = true;
    await clock.advance(6);
    expect([await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))]).toEqual([
      'authenticated',
      'authenticated',
    ]);
    await here.changeGrants('ada', { roles: ['clerk'] });
    expect([await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))]).toEqual([
      'authenticated',
      'token_superseded',
    ]);
    await here.revokeSession(sid);
    expect([await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))]).toEqual([
      'session_revoked',
      'session_revoked',
    ]);
    await stop();
  });

  it('asks for the key as well, and refuses one that has been retired', async () => {
    const { here, there, clock, cut, bearer, stop } = await aCuttableFleet();
    await there.authenticate(bearer);
    cut.feed = true;
    await clock.advance(6);
    const [kid] = (await here.keys.publicKeys()).keys.map((key) => key.kid);
    await here.keys.retire(present(kid));
    expect(await outcome(there.authenticate(bearer))).toBe('token_key_retired');
    await stop();
  });

  it('S05, P10: answers with a fault, never with anonymous or accepted, where it cannot ask either', async () => {
    const { there, clock, cut, cookie, bearer, stop } = await aCuttableFleet();
    await there.authenticate(cookie);
    Object.assign(cut, { feed: true, records: true });
    await clock.advance(6);
    expect(await codeOf(Promise.resolve().then(() => there.authenticate(cookie)))).toBe('store_unavailable');
    expect(await codeOf(Promise.resolve().then(() => there.authenticate(bearer)))).toBe('store_unavailable');
    await stop();
  });

  it('goes on accepting what it knows where it was told to, until it hears better, and says that it is not fresh', async () => {
    const { here, there, clock, cut, sid, cookie, bearer, stop } = await aCuttableFleet({ freshness: { onStale: 'accept' } });
    await there.authenticate(cookie);
    Object.assign(cut, { feed: true, records: true });
    await clock.advance(60);
    expect([await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))]).toEqual([
      'authenticated',
      'authenticated',
    ]);
    expect(await there.health()).toMatchObject({ store: 'failing', feed: { isFresh: false } });
    await here.revokeSession(sid);
    Object.assign(cut, { feed: false, records: false });
    await clock.advance(3);
    expect([await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))]).toEqual([
      'session_revoked',
      'session_revoked',
    ]);
    await stop();
  });

  it('F12: stops trusting its view when the wall clock is stepped, and is well again with the next read', async () => {
    const { there, clock, cookie, stop } = await aCuttableFleet({ freshness: { onStale: 'refuse' } });
    await there.authenticate(cookie);
    clock.stepWall(3600);
    expect(await codeOf(Promise.resolve().then(() => there.authenticate(cookie)))).toBe('view_stale');
    clock.stepWall(-3600);
    await clock.advance(2);
    expect(await outcome(there.authenticate(cookie))).toBe('authenticated');
    await stop();
  });
});

describe('a node that does not hear the feed, but sees for itself', () => {
  it('gives the same principal by both credentials once a token of the new generation has come by', async () => {
    const { here, there, cut, started, cookie, stop } = await aCuttableFleet();
    await there.authenticate(cookie);
    cut.feed = true;
    await here.changeGrants('ada', { roles: ['clerk'] });
    const { accessToken } = await here.refresh(present(started.tokens?.refreshToken));
    const byBearer = await there.authenticate(withBearer(accessToken));
    const byCookie = await there.authenticate(cookie);
    if (byBearer.status !== 'authenticated' || byCookie.status !== 'authenticated') throw new Error('expected both to pass');
    expect(byCookie.principal).toEqual(byBearer.principal);
    await stop();
  });

  it('refuses the old token once it has read that the session changed, or ended', async () => {
    const { here, there, cut, sid, started, bearer, stop } = await aCuttableFleet();
    await there.authenticate(bearer);
    cut.feed = true;
    await here.changeGrants('ada', { roles: ['clerk'] });
    await there.refresh(present(started.tokens?.refreshToken));
    expect(await outcome(there.authenticate(bearer))).toBe('token_superseded');
    await here.revokeSession(sid);
    expect(await codeOf(there.readData(sid))).toBe('session_revoked');
    expect(await outcome(there.authenticate(bearer))).toBe('session_revoked');
    await stop();
  });
});

describe('the record in memory', () => {
  it('invariant 9: is asked without a store round trip, ten thousand times', async () => {
    const { there, reads, cookie, stop } = await aCuttableFleet();
    await there.authenticate(cookie);
    const before = reads.count;
    for (let index = 0; index < 10_000; index++) expect(there.authenticate(cookie)).not.toBeInstanceOf(Promise);
    expect(reads.count).toBe(before);
    await stop();
  });

  it('is loaded once for a hundred requests that come at once', async () => {
    const { there, reads, cookie, stop } = await aCuttableFleet();
    const before = reads.count;
    await Promise.all(Array.from({ length: 100 }, () => outcome(there.authenticate(cookie))));
    expect(reads.count - before).toBe(1);
    await stop();
  });

  it('F09, S16: a load that raced with a revocation loses', async () => {
    const { here, there, gate, release, clock, sid, cookie, stop } = await aCuttableFleet();
    gate.isHolding = true;
    const slow = outcome(there.authenticate(cookie));
    await clock.settle();
    await here.revokeSession(sid);
    await clock.settle();
    await release();
    expect(await slow).toBe('session_revoked');
    expect(await outcome(there.authenticate(cookie))).toBe('session_revoked');
    await stop();
  });

  it('F09: a load that raced with a change of grants is read again', async () => {
    const { here, there, gate, release, clock, cookie, stop } = await aCuttableFleet();
    gate.isHolding = true;
    const slow = there.authenticate(cookie);
    await clock.settle();
    await here.changeGrants('ada', { roles: ['clerk'] });
    await clock.settle();
    await release();
    expect(await slow).toMatchObject({ status: 'authenticated', principal: { roles: ['clerk'], generation: 2 } });
    await stop();
  });

  it('does not refuse a new secret for a load that had been sent before it', async () => {
    const { here, there, gate, release, clock, sid, cookie, stop } = await aCuttableFleet();
    gate.isHolding = true;
    const old = outcome(there.authenticate(cookie));
    await clock.settle();
    const after = await here.stepUp(sid, {});
    const fresh = outcome(there.authenticate(withCookie(present(after.sessionToken))));
    await clock.settle();
    await release();
    expect([await old, await fresh]).toEqual(['session_secret_wrong', 'authenticated']);
    await stop();
  });

  it('is read anew by those who come after a read that never came back', async () => {
    const { there, clock, gate, reads, cookie, stop } = await aCuttableFleet();
    gate.isHolding = true;
    void Promise.resolve(there.authenticate(cookie)).catch(() => undefined);
    await clock.advance(6);
    gate.isHolding = false;
    const before = reads.count;
    expect(await outcome(there.authenticate(cookie))).toBe('authenticated');
    expect(reads.count - before).toBe(1);
    await stop();
  });

  it('is not used past recordMaxAge after its load was sent', async () => {
    const { there, reads, clock, cookie, stop } = await aCuttableFleet({ freshness: { recordMaxAge: 30 }, tokens: { lifetime: 10 } });
    await there.authenticate(cookie);
    const before = reads.count;
    await clock.advance(29);
    await there.authenticate(cookie);
    expect(reads.count - before).toBe(0);
    await clock.advance(2);
    await there.authenticate(cookie);
    expect(reads.count - before).toBe(1);
    await stop();
  });

  it('is bounded, and what was forgotten is read again', async () => {
    const { here, there, reads, cookie, stop } = await aCuttableFleet({ sessions: { cacheSize: 2 } });
    await there.authenticate(cookie);
    for (let index = 0; index < 4; index++) {
      const other = await here.startSession({ subject: 'bob' });
      await there.authenticate(withCookie(present(other.sessionToken)));
    }
    const before = reads.count;
    expect(await outcome(there.authenticate(cookie))).toBe('authenticated');
    expect(reads.count - before).toBe(1);
    await stop();
  });

  it.each([
    { freshness: {}, seconds: 1 },
    { freshness: { maxStaleness: 0.4 }, seconds: 0.4 },
  ])('F14: $seconds s without an answer while the view is stale ($freshness) are a fault, for either credential', async (given) => {
    const { there, clock, cut, gate, release, cookie, bearer, stop } = await aCuttableFleet({ freshness: given.freshness });
    cut.feed = true;
    await clock.advance(6);
    gate.isHolding = true;
    const answered: string[] = [];
    for (const credential of [cookie, bearer])
      void codeOf(Promise.resolve(there.authenticate(credential))).then((code) => answered.push(code));
    await clock.advance(given.seconds - 0.01);
    expect(answered).toEqual([]);
    await clock.advance(0.02);
    expect(answered).toEqual(['store_unavailable', 'store_unavailable']);
    await release();
    expect([await outcome(there.authenticate(cookie)), await outcome(there.authenticate(bearer))]).toEqual([
      'authenticated',
      'authenticated',
    ]);
    await stop();
  });

  it('invariant 2, F09: an answer that took longer than floors are remembered is asked for again, though the view is fresh', async () => {
    const { here, there, clock, gate, release, sid, cookie, stop } = await aCuttableFleet({
      freshness: { recordMaxAge: 20 },
      tokens: { lifetime: 10 },
    });
    gate.isHolding = true;
    const slow = outcome(there.authenticate(cookie));
    await clock.settle();
    await here.revokeSession(sid);
    await clock.advance(60);
    await release();
    expect(await slow).toBe('session_unknown'); // its record has been pruned by now
    await stop();
  });

  it('is asked for anew by each request while the view is stale: nothing tells of what came after an earlier read', async () => {
    const { here, there, clock, cut, gate, release, sid, cookie, stop } = await aCuttableFleet();
    cut.feed = true;
    await clock.advance(6);
    gate.isHolding = true;
    const before = outcome(there.authenticate(cookie));
    await clock.settle();
    await here.revokeSession(sid);
    await clock.advance(0.01);
    const after = outcome(there.authenticate(cookie));
    await clock.settle();
    await release();
    expect([await before, await after].at(-1)).toBe('session_revoked');
    await stop();
  });

  it('F11: an answer from before a sleep through which the monotonic clock stood still is asked for again, though the view is fresh', async () => {
    const { here, there, clock, cut, gate, release, sid, cookie, stop } = await aCuttableFleet();
    gate.isHolding = true;
    const slow = outcome(there.authenticate(cookie));
    await clock.settle();
    cut.feed = true;
    await here.revokeSession(sid);
    clock.stepWall(3600);
    cut.feed = false;
    await clock.advance(3);
    expect((await there.health()).feed.isFresh).toBe(true);
    await release();
    expect(await slow).toBe('session_revoked');
    await stop();
  });

  it('F11: what was asked before such a sleep proves nothing while the view is stale, for either credential', async () => {
    const { here, there, clock, cut, gate, release, sid, cookie, bearer, stop } = await aCuttableFleet();
    cut.feed = true;
    await clock.advance(6);
    gate.isHolding = true;
    const slow = [outcome(there.authenticate(cookie)), codeOf(Promise.resolve(there.authenticate(bearer)))];
    await clock.settle();
    await here.revokeSession(sid);
    clock.stepWall(60);
    await release();
    expect(await Promise.all(slow)).toEqual(['session_revoked', 'view_stale']);
    await stop();
  });

  it('invariant 2: a read is judged again after the activity of a session that is about to run out has been written', async () => {
    const { here, there, clock, gate, release, sid, cookie, stop } = await aCuttableFleet({ sessions: { inactivityTimeout: 100 } });
    await clock.advance(96);
    gate.isHoldingTouches = true;
    const slow = outcome(there.authenticate(cookie));
    await clock.settle();
    await here.revokeSession(sid);
    await clock.advance(20);
    await release();
    expect(await slow).toBe('session_revoked');
    await stop();
  });
});
