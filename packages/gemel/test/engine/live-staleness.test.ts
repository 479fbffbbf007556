/** Live connections while the feed is silent, the store is, or both; after a gap; and in a new epoch. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aLiveStage, type LiveStage } from './live-stage.ts';

/** Steps of 10 ms; returns after how many seconds the connection had ended, and whether a request was let in then and just before. */
async function untilEnd(
  stage: LiveStage,
  connection: Awaited<ReturnType<LiveStage['live']['open']>>,
  request: Parameters<LiveStage['ask']>[0],
  seconds: number,
) {
  const before: string[] = [];
  for (let step = 1; step <= seconds * 100; step++) {
    await stage.clock.advance(0.01);
    if (connection.ended.aborted) return { after: step / 100, before: before.at(-1), later: await stage.ask(request) };
    before.push(await stage.ask(request));
  }
  return undefined;
}

describe('a live connection at a node that no longer hears the feed', () => {
  it('invariant 2: where stale is refused, ends when requests are refused, and not before', async () => {
    const stage = await aLiveStage({ freshness: { onStale: 'refuse' } });
    const { here, live, cut, begin, reasonOf, stop } = stage;
    const { cookie, sid } = await begin();
    const connection = await live.open(cookie);
    cut.feed = true;
    await here.revokeSession(sid);
    expect(await untilEnd(stage, connection, cookie, 6)).toEqual({
      after: expect.closeTo(5, 1) as number,
      before: 'authenticated',
      later: 'view_stale',
    });
    expect(reasonOf(connection)).toBe('view_stale');
    await stop();
  });

  it('invariant 2: where the store is asked, goes on by what it says, and ends within the bound where it says otherwise', async () => {
    for (const credential of ['cookie', 'bearer'] as const) {
      const stage = await aLiveStage();
      const { here, live, clock, cut, begin, reasonOf, stop } = stage;
      const started = await begin();
      const connection = await live.open(started[credential]);
      cut.feed = true;
      await clock.advance(60);
      expect(reasonOf(connection)).toBeUndefined();
      await here.revokeSession(started.sid);
      await clock.advance(5);
      expect(reasonOf(connection)).toBe('session_revoked');
      await stop();
    }
  });

  it.each([
    ['answers with errors', false],
    ['does not answer', true],
  ])('invariant 2: where the store is asked and %s, ends before its last proof is older than the bound', async (_what, hangs) => {
    const stage = await aLiveStage();
    const { here, live, clock, cut, begin, reasonOf, stop } = stage;
    const { cookie, sid } = await begin();
    const [early, late] = [await live.open(cookie), await live.open(cookie)];
    Object.assign(cut, { feed: true, records: true, hangs });
    await here.revokeSession(sid);
    await clock.advance(5);
    expect([early, late].map(reasonOf)).toEqual(
      ['view_stale', 'view_stale'].map((code) => (hangs ? code : (expect.stringMatching(/^(view_stale|store_unavailable)$/) as string))),
    );
    await stop();
  });

  it('is opened by what the store says, the first one and those beside it', async () => {
    const { here, live, clock, cut, begin, reasonOf, stop } = await aLiveStage();
    const { cookie, bearer, sid } = await begin();
    cut.feed = true;
    await clock.advance(10);
    const open = [await live.open(cookie), await live.open(bearer)];
    await clock.advance(20);
    expect(open.map(reasonOf)).toEqual([undefined, undefined]);
    await here.revokeSession(sid);
    await clock.advance(5);
    expect(open.map(reasonOf)).toEqual(['session_revoked', 'session_revoked']);
    await stop();
  });

  it('goes on to the end of its token where stale is accepted', async () => {
    const { here, live, clock, cut, begin, reasonOf, stop } = await aLiveStage({ freshness: { onStale: 'accept' } });
    const { bearer, sid } = await begin();
    const connection = await live.open(bearer);
    cut.feed = true;
    await here.revokeSession(sid);
    await clock.advance(299);
    expect(reasonOf(connection)).toBeUndefined();
    await clock.advance(1.3);
    expect(reasonOf(connection)).toBe('token_expired');
    await stop();
  });

  it('ends where the machine slept: the wall clock shows what the other one has missed', async () => {
    const { live, clock, cut, begin, reasonOf, stop } = await aLiveStage({ freshness: { onStale: 'refuse' } });
    const { cookie } = await begin();
    const connection = await live.open(cookie);
    cut.feed = true;
    clock.stepWall(3600);
    await clock.advance(1.1);
    expect(reasonOf(connection)).toBe('view_stale');
    await stop();
  });
});

describe('a live connection whose grants have changed', () => {
  it('ends where the store does not say in time what they are now, though the feed is heard', async () => {
    const { here, live, clock, cut, begin, reasonOf, stop } = await aLiveStage();
    const { cookie } = await begin({ permissions: ['orders:read'] });
    const connection = await live.open(cookie, { requirement: { permission: 'orders:read' } });
    Object.assign(cut, { records: true, hangs: true });
    await here.changeGrants('ada', { permissions: [] });
    await clock.advance(0.6);
    expect(reasonOf(connection)).toBeUndefined();
    await clock.advance(0.1);
    expect(reasonOf(connection)).toBe('view_stale');
    await stop();
  });
});

describe('a live connection after a gap', () => {
  it('is judged anew, since no entry tells of what was missed, and so many at a time', async () => {
    const { here, live, clock, cut, reads, begin, reasonOf, stop } = await aLiveStage();
    const sessions = await Promise.all(Array.from({ length: 200 }, async () => begin()));
    const connections = await Promise.all(sessions.map(({ cookie }) => live.open(cookie)));
    cut.feed = true;
    await clock.advance(0.5);
    await Promise.all(sessions.slice(0, 100).map(({ sid }) => here.revokeSession(sid)));
    reads.most = 0;
    Object.assign(cut, { feed: false, hasGap: true });
    await clock.advance(2);
    expect(
      connections
        .slice(0, 100)
        .map(reasonOf)
        .filter((reason) => reason !== 'session_revoked'),
    ).toEqual([]);
    expect(
      connections
        .slice(100)
        .map(reasonOf)
        .filter((reason) => reason !== undefined),
    ).toEqual([]);
    expect(reads.most).toBeLessThanOrEqual(64);
    await stop();
  });

  it('ends in the pause of a new epoch, as requests are refused then', async () => {
    const stage = await aLiveStage();
    const { store, live, clock, begin, reasonOf, ask, stop } = stage;
    const { cookie } = await begin();
    const connection = await live.open(cookie);
    await store.raiseEpoch();
    await clock.advance(1.5);
    expect([reasonOf(connection), await ask(cookie)]).toEqual(['view_stale', 'view_stale']);
    await clock.advance(6);
    expect(reasonOf(await live.open(cookie))).toBeUndefined();
    await stop();
  });
});

const act = fc.oneof(
  fc.record({ does: fc.constant('wait' as const), seconds: fc.constantFrom(0.1, 0.7, 2, 4.9, 5.2, 40) }),
  fc.record({ does: fc.constantFrom('revoke', 'grant', 'stepUp', 'cutFeed', 'heal', 'cutStore', 'hang', 'act', 'gap', 'epoch', 'rotate') }),
);

describe('whatever happens', () => {
  const maxStaleness = 5;

  it('invariant 3: an open connection is one whose credential would let a request in, and a closed one was closed for what refuses one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('ask', 'refuse', 'accept'), fc.array(act, { maxLength: 12 }), async (onStale, acts) => {
        const stage = await aLiveStage({ freshness: { onStale, maxStaleness }, sessions: { inactivityTimeout: 60, overallTimeout: 150 } });
        const { here, live, store, clock, cut, begin, reasonOf, ask, stop } = stage;
        const { cookie, bearer, sid } = await begin();
        const open = await Promise.all([cookie, bearer].map(async (request) => ({ request, connection: await live.open(request) })));
        let changedAtMs = Number.NEGATIVE_INFINITY;
        for (const one of acts) {
          if (one.does === 'revoke' || one.does === 'grant' || one.does === 'stepUp') changedAtMs = clock.monotonicMs();
          if (one.does === 'wait') await clock.advance('seconds' in one ? one.seconds : 0);
          if (one.does === 'revoke') await here.revokeSession(sid);
          if (one.does === 'grant') await here.changeGrants('ada', { roles: [String(clock.monotonicMs())] }).catch(() => undefined);
          if (one.does === 'stepUp') await here.stepUp(sid, { amr: ['otp'] }).catch(() => undefined);
          if (one.does === 'cutFeed') cut.feed = true;
          if (one.does === 'cutStore') cut.records = true;
          if (one.does === 'hang') cut.hangs = true;
          if (one.does === 'heal') Object.assign(cut, { feed: false, records: false, hangs: false, hasGap: false });
          if (one.does === 'act') await Promise.resolve(here.authenticate(cookie)).catch(() => undefined);
          if (one.does === 'gap') cut.hasGap = true;
          if (one.does === 'epoch') await store.raiseEpoch();
          if (one.does === 'rotate') await here.keys.rotate();
          // Within a try of the feed's reader and the margin, what was said is heard and acted upon; what was not, a request is let in by as well.
          await clock.advance(1.5);
          for (const { request, connection } of open) {
            if (connection.ended.aborted || cut.hangs) continue;
            // A store that is asked knows at once; where nothing is heard, a connection goes by the last answer, no longer than the bound.
            const isUnheard = onStale === 'ask' && cut.feed && clock.monotonicMs() - changedAtMs < maxStaleness * 1000;
            const answer = await ask(request);
            if (isUnheard && answer !== 'authenticated') continue;
            // A store that does not answer is nothing against a credential: an open connection hears of everything by the feed, or has been judged by an answer before.
            expect(['authenticated', 'store_unavailable']).toContain(answer);
            expect(reasonOf(connection)).toBeUndefined();
          }
        }
        Object.assign(cut, { feed: false, records: false, hangs: false, hasGap: false });
        await stop();
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
