import { describe, expect, it } from 'vitest';
import type { SessionStore, Touch } from '../../src/core/ports/session-store.ts';
import { aFleet, codeOf, outcome, present, withBearer, withCookie } from './fleet.ts';

const sessions = { inactivityTimeout: 600, overallTimeout: 2000 };

function countingTouches(): { readonly written: Touch[][]; readonly through: (store: SessionStore) => SessionStore } {
  const written: Touch[][] = [];
  return {
    written,
    through: (store) => ({
      ...store,
      touch: async (touches) => {
        written.push([...touches]);
        return store.touch(touches);
      },
    }),
  };
}

describe('timeouts', () => {
  it('7.3.1: ends a session that was inactive for too long, on the cookie and on the token path', async () => {
    const { gemel, clock, stop } = await aFleet({ sessions, tokens: { lifetime: 3000 } });
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    await clock.advance(599);
    expect(await outcome(gemel.authenticate(withBearer(present(started.tokens).accessToken)))).toBe('authenticated');
    await clock.advance(6);
    expect(await outcome(gemel.authenticate(withCookie(present(started.sessionToken))))).toBe('session_expired');
    expect(await outcome(gemel.authenticate(withBearer(present(started.tokens).accessToken)))).toBe('token_expired');
    await stop();
  });

  it('7.3.2, S02: ends a session at its overall timeout, however active it is', async () => {
    const { gemel, clock, stop } = await aFleet({ sessions });
    const started = await gemel.startSession({ subject: 'ada' });
    for (let at = 0; at < 1900; at += 100) {
      await clock.advance(100);
      expect(await outcome(gemel.authenticate(withCookie(present(started.sessionToken))))).toBe('authenticated');
    }
    await clock.advance(101);
    expect(await outcome(gemel.authenticate(withCookie(present(started.sessionToken))))).toBe('session_expired');
    await stop();
  });

  it('7.3.1: a request behind which nobody acts is let in and keeps nothing alive, from memory or from the store', async () => {
    const { gemel, clock, store, stop } = await aFleet({ sessions, freshness: { recordMaxAge: 50 } });
    const started = await gemel.startSession({ subject: 'ada' });
    const waiting = { ...withCookie(present(started.sessionToken)), isUnattended: true };
    for (let at = 0; at < 599; at += 23) {
      expect(await outcome(gemel.authenticate(waiting))).toBe('authenticated');
      await clock.advance(23);
    }
    expect((await store.find(started.session.sid)).value?.lastSeenAt).toBe(started.session.createdAt);
    await clock.advance(10);
    expect(await outcome(gemel.authenticate(waiting))).toBe('session_expired');
    await stop();
  });

  it('7.3.1: whoever refreshes again and again within the window of one answer is at work', async () => {
    const { written, through } = countingTouches();
    const timeouts = { inactivityTimeout: 8, overallTimeout: 120 };
    const { gemel, clock, stop } = await aFleet({ sessions: timeouts, tokens: { lifetime: 3, reuseWindow: 60 }, through });
    const started = await gemel.startSession({ subject: 'ada', mode: 'token' });
    await clock.advance(3);
    let held = present((await gemel.refresh(present(started.tokens?.refreshToken))).refreshToken);
    for (let at = 3; at < 40; at += 2) {
      await clock.advance(1);
      await gemel.refresh(held); // too soon after the last to be worth a note
      await clock.advance(1);
      held = present((await gemel.refresh(held)).refreshToken);
    }
    expect(written.flat().length).toBeLessThanOrEqual(19);
    await clock.advance(8);
    expect(await codeOf(gemel.refresh(held))).toBe('session_expired');
    await stop();
  });

  it('F19: activity on one node keeps the session alive on another, whose memory says otherwise', async () => {
    const { nodes, clock, stop } = await aFleet({ nodeCount: 2, sessions, freshness: { recordMaxAge: 5000 } });
    const started = await present(nodes[0]).startSession({ subject: 'ada' });
    const cookie = withCookie(present(started.sessionToken));
    await present(nodes[1]).authenticate(cookie);
    for (let round = 0; round < 3; round++) {
      await clock.advance(300);
      await present(nodes[0]).authenticate(cookie);
    }
    expect(await outcome(present(nodes[1]).authenticate(cookie))).toBe('authenticated');
    await stop();
  });

  it('writes at most one touch a session and minute, in one batch for all', async () => {
    const { written, through } = countingTouches();
    const { gemel, clock, stop } = await aFleet({ sessions, through });
    const started = await Promise.all(['ada', 'bob', 'eve'].map((subject) => gemel.startSession({ subject })));
    for (let second = 0; second < 180; second++) {
      for (const { sessionToken } of started) await gemel.authenticate(withCookie(present(sessionToken)));
      await clock.advance(1);
    }
    expect(written.map((batch) => batch.length)).toEqual([3, 3]);
    await stop();
  });

  it('writes activity at once for a session that would run out before a batch is written', async () => {
    const { gemel, clock, store, stop } = await aFleet({ sessions });
    const started = await gemel.startSession({ subject: 'ada' });
    await clock.advance(599.5);
    expect(await outcome(gemel.authenticate(withCookie(present(started.sessionToken))))).toBe('authenticated');
    expect((await store.find(started.session.sid)).value?.inactivityDeadline).toBeCloseTo(started.session.createdAt + 1199.5, 1);
    await stop();
  });

  it('keeps activity that could not be written and writes it with the next batch', async () => {
    let isDown = true;
    const { gemel, clock, store, stop } = await aFleet({
      sessions,
      through: (inner) => ({ ...inner, touch: (touches) => (isDown ? Promise.reject(new Error('down')) : inner.touch(touches)) }),
    });
    const faults: string[] = [];
    gemel.on('fault', ({ during }) => faults.push(during));
    const started = await gemel.startSession({ subject: 'ada' });
    await clock.advance(100);
    await gemel.authenticate(withCookie(present(started.sessionToken)));
    await clock.advance(1.5);
    expect(faults).toEqual(['touch']);
    isDown = false;
    await clock.advance(2);
    expect((await store.find(started.session.sid)).value?.lastSeenAt).toBe(started.session.createdAt + 100);
    await stop();
  });

  it('writes pending activity when it closes', async () => {
    const { gemel, clock, store, stop } = await aFleet({ sessions });
    const started = await gemel.startSession({ subject: 'ada' });
    await clock.advance(100);
    await gemel.authenticate(withCookie(present(started.sessionToken)));
    await stop();
    expect((await store.find(started.session.sid)).value?.lastSeenAt).toBe(started.session.createdAt + 100);
  });

  it('prunes what ended long ago', async () => {
    const { gemel, clock, store, stop } = await aFleet({ sessions });
    const { session } = await gemel.startSession({ subject: 'ada' });
    await gemel.revokeSession(session.sid);
    await clock.advance(300);
    expect((await store.find(session.sid)).value?.endReason).toBe('revoked');
    await clock.advance(60);
    expect((await store.find(session.sid)).value).toBeUndefined();
    await stop();
  });
});
