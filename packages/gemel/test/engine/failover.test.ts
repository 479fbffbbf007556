import { describe, expect, it } from 'vitest';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { createEngine } from '../../src/core/engine.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';
import { aFleet, codeOf, type Fleet, issuer, outcome, secret, present, withBearer, withCookie } from './fleet.ts';

/** A fleet whose store can be exchanged for one that has the session as it was at the start, and nothing that came later (F13, F23). */
async function aFleetThatFailsOver() {
  const current: { store?: SessionStore; log?: SessionStore; isLogCut?: boolean } = {};
  const through = (first: SessionStore): SessionStore => {
    const now = (): SessionStore => current.store ?? first;
    return {
      ...first,
      insert: (...given) => now().insert(...given),
      find: (sid) => now().find(sid),
      listBySubject: (subject) => now().listBySubject(subject),
      replace: (change) => now().replace(change),
      touch: (touches) => now().touch(touches),
      subjectVersion: (subject) => now().subjectVersion(subject),
      endSubject: (end) => now().endSubject(end),
      raiseSubject: (subject) => now().raiseSubject(subject),
      readLog: (after) => (current.isLogCut === true ? Promise.reject(new Error('cut')) : (current.log ?? first).readLog(after)),
      waitForNews: (after, wait) => (current.log ?? first).waitForNews(after, wait),
      announce: (floors) => now().announce(floors),
      keys: {
        list: () => now().keys.list(),
        insert: (key) => now().keys.insert(key),
        activate: (kid, from) => now().keys.activate(kid, from),
        reseal: (...given) => now().keys.reseal(...given),
        remove: (kid) => now().keys.remove(kid),
        retire: (kid) => now().keys.retire(kid),
      },
    };
  };
  const fleet: Fleet = await aFleet({ nodeCount: 2, through });
  const started = await fleet.gemel.startSession({ subject: 'ada', mode: 'both', roles: ['admin'] });
  const record = present((await fleet.store.find(started.session.sid)).value);
  const keys = (await fleet.store.keys.list()).value;
  return {
    ...fleet,
    sid: started.session.sid,
    refreshToken: present(started.tokens?.refreshToken),
    cookie: withCookie(present(started.sessionToken)),
    bearer: withBearer(present(started.tokens).accessToken),
    cutLog: () => {
      current.isLogCut = true;
    },
    /** `log`: whether the nodes hear of it at once, by the new epoch. */
    async failOver({ log = true } = {}) {
      const standby = createMemoryStore({ now: () => fleet.clock.wallMs() / 1000, sleep: fleet.clock.sleep });
      await standby.insert(record, 0);
      for (const key of keys) await standby.keys.insert(key);
      current.store = standby;
      if (log) Object.assign(current, { log: standby, isLogCut: false });
      return standby;
    },
  };
}

describe('a failover that loses the tail of what was acknowledged', () => {
  it('F13: does not resurrect a revoked session, because the nodes announce what they know', async () => {
    const { gemel, nodes, clock, sid, cookie, bearer, failOver, stop } = await aFleetThatFailsOver();
    await gemel.revokeSession(sid);
    await clock.settle();
    const standby = await failOver();
    await clock.advance(12);
    expect((await standby.find(sid)).value?.endReason).toBe('change_lost');
    for (const node of nodes) {
      expect([await outcome(node.authenticate(cookie)), await outcome(node.authenticate(bearer))]).toEqual([
        'session_revoked',
        'session_revoked',
      ]);
    }
    await stop();
  });

  it('F13: ends a session whose change of grants was lost, so that nobody gets them back', async () => {
    const { gemel, nodes, clock, cookie, failOver, stop } = await aFleetThatFailsOver();
    await gemel.changeGrants('ada', { roles: [] });
    await clock.settle();
    await failOver();
    await clock.advance(12);
    for (const node of nodes) expect(await outcome(node.authenticate(cookie))).toBe('session_revoked');
    await stop();
  });

  it('F13, F15: signs with nothing that was lost: a key that the store has no more is replaced before anything is minted again', async () => {
    const { nodes, clock, failOver, stop } = await aFleetThatFailsOver();
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    await here.keys.rotate();
    await here.keys.rotate();
    await failOver();
    await clock.advance(12);
    const { tokens } = await here.startSession({ subject: 'bo', mode: 'token' });
    expect(await outcome(there.authenticate(withBearer(present(tokens).accessToken)))).toBe('authenticated');
    await stop();
  });

  it('F13, J29: does not bring back a key whose retirement was lost, on a node that starts after it either', async () => {
    const { gemel, clock, bearer, failOver, stop } = await aFleetThatFailsOver();
    const [kid] = (await gemel.keys.publicKeys()).keys.map((key) => key.kid);
    await gemel.keys.retire(present(kid));
    await clock.settle();
    const standby = await failOver();
    await clock.advance(12);
    const late = await createEngine({ issuer, secret, store: standby }, createTestRuntime(clock));
    expect(await outcome(late.authenticate(bearer))).toBe('token_key_retired');
    expect((await late.keys.publicKeys()).keys.map((key) => key.kid)).not.toContain(kid);
    await late.close();
    await stop();
  });

  it('answers 503 to asking, minting and refreshing until maxStaleness has passed since the new epoch was seen', async () => {
    const { gemel, clock, sid, cookie, refreshToken, failOver, stop } = await aFleetThatFailsOver();
    await failOver();
    await clock.advance(1.5);
    expect(await codeOf(Promise.resolve().then(() => gemel.authenticate(cookie)))).toBe('view_stale');
    expect(await codeOf(gemel.refresh(refreshToken))).toBe('view_stale');
    expect(await codeOf(gemel.issueAccessToken({ sid, generation: 1 }))).toBe('view_stale');
    expect(await codeOf(gemel.startSession({ subject: 'ada' }))).toBe('view_stale');
    await clock.advance(6);
    expect(await outcome(gemel.authenticate(cookie))).toBe('authenticated');
    expect((await gemel.refresh(refreshToken)).accessToken).toBeDefined();
    await stop();
  });

  it('invariant 7: signs nobody out whose rotation was lost', async () => {
    const { gemel, nodes, clock, refreshToken, failOver, stop } = await aFleetThatFailsOver();
    const second = await gemel.refresh(refreshToken);
    await failOver();
    await clock.advance(12);
    const third = await present(nodes[1]).refresh(present(second.refreshToken));
    expect(third.refreshToken).toBe(second.refreshToken);
    await clock.advance(31);
    expect((await gemel.refresh(present(third.refreshToken))).accessToken).toBeDefined();
    await stop();
  });

  it('invariant 7: signs nobody out whose answer was lost just before an outage that outlasted the window', async () => {
    const { gemel, nodes, clock, sid, refreshToken, failOver, store, stop } = await aFleetThatFailsOver();
    const lost = await gemel.refresh(refreshToken);
    const rotated = present((await store.find(sid)).value);
    const standby = await failOver();
    const kept = present((await standby.find(sid)).value);
    await standby.replace({ kind: 'keep', record: { ...kept, refresh: rotated.refresh } });
    await clock.advance(32);
    expect((await present(nodes[1]).refresh(refreshToken)).refreshToken).toBe(lost.refreshToken);
    await clock.advance(30);
    expect(await codeOf(gemel.refresh(refreshToken))).toBe('refresh_token_reused');
    await stop();
  });

  it('refuses a record that is below a floor which the store does not know of, before the new epoch is heard of as well', async () => {
    const { gemel, sid, cookie, refreshToken, failOver, stop } = await aFleetThatFailsOver();
    await gemel.changeGrants('ada', { roles: [] });
    await failOver({ log: false });
    expect(await outcome(gemel.authenticate(cookie))).toBe('session_revoked');
    expect(await codeOf(gemel.refresh(refreshToken))).toBe('session_revoked');
    expect(await codeOf(gemel.readData(sid))).toBe('session_revoked');
    await stop();
  });

  it('F13: a stale node that asks lets nobody in on the word of a new primary whose epoch it has not heard of yet', async () => {
    const { gemel, clock, store, sid, cookie, bearer, cutLog, failOver, stop } = await aFleetThatFailsOver();
    cutLog();
    const record = present((await store.find(sid)).value);
    await store.replace({ kind: 'end', record, reason: 'revoked', retention: 600 });
    await clock.advance(6);
    await failOver();
    expect(await codeOf(Promise.resolve(gemel.authenticate(bearer)))).toBe('view_stale');
    expect(await codeOf(Promise.resolve(gemel.authenticate(cookie)))).toBe('view_stale');
    await stop();
  });

  it('F13: a stale node refreshes and mints nothing on the word of such a primary either', async () => {
    const { gemel, clock, store, sid, refreshToken, cutLog, failOver, stop } = await aFleetThatFailsOver();
    cutLog();
    const record = present((await store.find(sid)).value);
    await store.replace({ kind: 'end', record, reason: 'revoked', retention: 600 });
    await clock.advance(6);
    const standby = await failOver();
    expect(await codeOf(gemel.refresh(refreshToken))).toBe('view_stale');
    expect(await codeOf(gemel.issueAccessToken({ sid, generation: 1 }))).toBe('view_stale');
    expect(await codeOf(gemel.stepUp(sid, { acr: 'aal2' }))).toBe('view_stale');
    expect((await standby.find(sid)).value?.version).toBe(record.version);
    await stop();
  });

  it('F13: a session that the store has lost whole can still be ended: its access token is refused everywhere', async () => {
    const { nodes, clock, sid, bearer, failOver, stop } = await aFleetThatFailsOver();
    await failOver();
    await clock.advance(12);
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const { session, tokens } = await here.startSession({ subject: 'bo', mode: 'token' });
    expect(await outcome(there.authenticate(withBearer(present(tokens).accessToken)))).toBe('authenticated');
    await failOver();
    await clock.advance(12);
    expect(await outcome(there.authenticate(withBearer(present(tokens).accessToken)))).toBe('authenticated');
    expect(await here.revokeSession(session.sid)).toEqual({ ended: [], isReplicated: false, reach: 'committed', tookMs: 0, receipts: [] });
    expect(await outcome(here.authenticate(withBearer(present(tokens).accessToken)))).toBe('session_revoked');
    await clock.advance(1);
    expect(await outcome(there.authenticate(withBearer(present(tokens).accessToken)))).toBe('session_revoked');
    expect(await outcome(there.authenticate(bearer))).toBe('authenticated');
    expect(sid).not.toBe(session.sid);
    await stop();
  });

  it('invariant 5: a sign-in under way does not outlive an end of all that came after a failover had set the version back', async () => {
    const { gemel, clock, failOver, stop } = await aFleetThatFailsOver();
    await gemel.revokeSubject('ada');
    const subjectVersion = await gemel.subjectVersion('ada');
    await failOver();
    await clock.advance(12);
    await gemel.revokeSubject('ada');
    expect(await codeOf(gemel.startSession({ subject: 'ada', subjectVersion }))).toBe('subject_changed');
    await stop();
  });

  it('a stale node that asks does not take a token for current whose change the store has lost', async () => {
    const { gemel, refreshToken, failOver, stop } = await aFleetThatFailsOver();
    await gemel.changeGrants('ada', { roles: ['root'] });
    const { accessToken } = await gemel.refresh(refreshToken);
    const standby = await failOver({ log: false });
    const late = await aFleet({ through: () => ({ ...standby, readLog: readToStart(standby) }) });
    await late.clock.advance(6);
    expect(await outcome(late.gemel.authenticate(withBearer(accessToken)))).toBe('token_superseded');
    await late.stop();
    await stop();
  });
});

/** The log answers as often as a node needs to start, then never again. */
function readToStart(store: SessionStore): SessionStore['readLog'] {
  let reads = 0;
  return async (after) => (reads++ < 2 ? store.readLog(after) : Promise.reject(new Error('cut')));
}
