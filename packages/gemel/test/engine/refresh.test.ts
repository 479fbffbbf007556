import { describe, expect, it } from 'vitest';
import { judgePresentation } from '../../src/core/tokens/refresh.ts';
import { aFleet, codeOf, outcome, present, withBearer } from './fleet.ts';

async function aTokenSession(options: Parameters<typeof aFleet>[0] = {}) {
  const fleet = await aFleet(options);
  const started = await fleet.gemel.startSession({ subject: 'ada', mode: 'token', roles: ['reader'] });
  const first = present(started.tokens?.refreshToken);
  return { ...fleet, sid: started.session.sid, first };
}

describe('what presenting a refresh token means', () => {
  const never = Number.NEGATIVE_INFINITY;
  const table: readonly (readonly [string, number, number | null, number, string, number])[] = [
    ['the current one, never rotated', 0, null, 0, 'rotate', never],
    ['the current one, inside the window of its making', 0, 100, 129, 'repeat', never],
    ['the current one, when that window has closed', 0, 100, 130, 'rotate', never],
    ['the direct predecessor, inside the window', -1, 100, 129.9, 'repeat', never],
    ['the direct predecessor, when the window has closed', -1, 100, 130, 'reuse', never],
    ['the direct predecessor, in the window that a change of epoch began again', -1, 100, 529.9, 'repeat', 500],
    ['the direct predecessor, when that has closed as well', -1, 100, 530, 'reuse', 500],
    ['the predecessor of a token that was never rotated', -1, null, 0, 'reuse', 500],
    ['an older ancestor, inside the window', -2, 100, 101, 'reuse', never],
    ['one ahead of the record', 1, 100, 1000, 'adopt', never],
    ['two ahead of the record', 2, 100, 1000, 'unknown', never],
  ];
  it.each(table)('%s', (...[, distance, rotatedAt, now, expected, settledAt]) => {
    expect(judgePresentation(5 + distance, { salt: '', rotation: 5, rotatedAt }, { now, settledAt, reuseWindow: 30 })).toBe(expected);
  });
});

describe('refresh', () => {
  it('F01, S10: 64 concurrent presentations give one rotation and 64 identical answers', async () => {
    const { gemel, store, sid, first, stop } = await aTokenSession();
    const answers = await Promise.all(Array.from({ length: 64 }, () => gemel.refresh(first)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('F01: 64 presentations spread over four nodes give one rotation and one successor', async () => {
    const { nodes, store, sid, first, stop } = await aTokenSession({ nodeCount: 4 });
    const answers = await Promise.all(Array.from({ length: 64 }, (_, index) => present(nodes[index % 4]).refresh(first)));
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('F20: twenty tabs that wake eight hours later share one rotation and one write', async () => {
    const written: string[] = [];
    const { gemel, clock, first, stop } = await aTokenSession({
      sessions: { inactivityTimeout: 36_000, overallTimeout: 86_400 },
      freshness: { maxStaleness: 60 }, // fewer polls in those hours
      through: (store) => ({
        ...store,
        replace: (change) => {
          written.push(change.kind);
          return store.replace(change);
        },
      }),
    });
    await clock.advance(8 * 3600);
    const answers = await Promise.all(Array.from({ length: 20 }, () => gemel.refresh(first)));
    expect(new Set(answers.map((answer) => answer.accessToken)).size).toBe(1);
    expect(written).toEqual(['rotate']);
    await stop();
  });

  it('invariant 6: a revocation beats a refresh under way, for whoever has joined it as well', async () => {
    const held: (() => void)[] = [];
    const { gemel, sid, first, stop } = await aTokenSession({
      through: (store) => ({
        ...store,
        replace: async (change) => {
          const answer = await store.replace(change);
          if (change.kind === 'rotate') await new Promise<void>((resolve) => held.push(resolve));
          return answer;
        },
      }),
    });
    const early = gemel.refresh(first);
    while (held.length === 0) await Promise.resolve();
    await gemel.revokeSession(sid);
    const joined = gemel.refresh(first);
    for (const release of held) release();
    expect([await codeOf(early), await codeOf(joined)]).toEqual(['session_revoked', 'session_revoked']);
    await stop();
  });

  it('invariant 7: a change of grants that overtakes the answer of a refresh signs nobody out', async () => {
    const held: (() => void)[] = [];
    const { gemel, first, stop } = await aTokenSession({
      through: (store) => ({
        ...store,
        replace: async (change) => {
          const answer = await store.replace(change);
          if (change.kind === 'rotate' && held.length === 0) await new Promise<void>((resolve) => held.push(resolve));
          return answer;
        },
      }),
    });
    const early = gemel.refresh(first);
    while (held.length === 0) await Promise.resolve();
    await gemel.changeGrants('ada', { roles: ['admin'] });
    for (const release of held) release();
    const { refreshToken } = await early;
    expect((await gemel.refresh(present(refreshToken))).accessToken).toBeDefined();
    await stop();
  });

  it('joins no refresh that has been under way for longer than the bound', async () => {
    let held = 0;
    const { gemel, clock, first, stop } = await aTokenSession({
      through: (store) => ({
        ...store,
        replace: async (change) => (held++ === 0 ? new Promise(() => undefined) : store.replace(change)),
      }),
    });
    void gemel.refresh(first);
    while (held === 0) await Promise.resolve();
    await clock.advance(5.1);
    expect((await gemel.refresh(first)).accessToken).toBeDefined();
    await stop();
  });

  it('F02: a lost answer that is asked for again within the window is the same successor, and rotates nothing', async () => {
    const { gemel, clock, store, sid, first, stop } = await aTokenSession();
    const lost = await gemel.refresh(first);
    await clock.advance(29);
    const again = await gemel.refresh(first);
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('F03: two that share a chain converge on one successor and part at the first presentation past the window', async () => {
    const { gemel, clock, first, stop } = await aTokenSession();
    const honest = await gemel.refresh(first);
    const thief = await gemel.refresh(first);
    expect(thief.refreshToken).toBe(honest.refreshToken);
    await clock.advance(60);
    await gemel.refresh(present(honest.refreshToken));
    await clock.advance(31);
    expect(await codeOf(gemel.refresh(present(thief.refreshToken)))).toBe('refresh_token_reused');
    await stop();
  });

  it('F04: the predecessor past the window ends the session, and says so with its lineage', async () => {
    const { gemel, clock, sid, first, stop } = await aTokenSession();
    const heard: unknown[] = [];
    gemel.on('refresh.reused', (detail) => heard.push(detail));
    gemel.on('session.revoked', (detail) => heard.push(detail));
    const next = await gemel.refresh(first);
    await clock.advance(30);
    expect(await codeOf(gemel.refresh(first))).toBe('refresh_token_reused');
    expect(heard).toEqual([
      { sid, subject: 'ada', presented: 0, current: 1 },
      { sid, subject: 'ada', reason: 'refresh_token_reused' },
    ]);
    expect(await codeOf(gemel.refresh(present(next.refreshToken)))).toBe('session_revoked');
    expect(await outcome(gemel.authenticate(withBearer(next.accessToken)))).toBe('session_revoked');
    await stop();
  });

  it('F04: an older ancestor ends the session, even inside the window', async () => {
    const { gemel, clock, first, stop } = await aTokenSession();
    const second = await gemel.refresh(first);
    await clock.advance(31);
    await gemel.refresh(present(second.refreshToken));
    expect(await codeOf(gemel.refresh(first))).toBe('refresh_token_reused');
    await stop();
  });

  it('does not slide the window: presenting the predecessor again and again does not keep it alive', async () => {
    const { gemel, clock, first, stop } = await aTokenSession();
    await gemel.refresh(first);
    for (let round = 0; round < 2; round++) {
      await clock.advance(14);
      await gemel.refresh(first);
    }
    await clock.advance(2);
    expect(await codeOf(gemel.refresh(first))).toBe('refresh_token_reused');
    await stop();
  });

  it('returns the current token unrotated inside its window, so that a late tab is never two generations behind', async () => {
    const { gemel, store, sid, first, stop } = await aTokenSession();
    const second = await gemel.refresh(first);
    const again = await gemel.refresh(present(second.refreshToken));
    expect(again.refreshToken).toBe(second.refreshToken);
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('F07: after an acknowledged sign-out no refresh token works, the window included', async () => {
    const { gemel, sid, first, stop } = await aTokenSession();
    const second = await gemel.refresh(first);
    await gemel.revokeSession(sid, { reason: 'signed_out' });
    expect(await codeOf(gemel.refresh(first))).toBe('session_revoked');
    expect(await codeOf(gemel.refresh(present(second.refreshToken)))).toBe('session_revoked');
    await stop();
  });

  it('F13: a rotation that the store has lost is adopted from the token that proves it', async () => {
    const { gemel, clock, store, sid, first, stop } = await aTokenSession();
    const before = present((await store.find(sid)).value);
    const second = await gemel.refresh(first);
    const after = present((await store.find(sid)).value);
    await store.replace({ kind: 'keep', record: { ...after, refresh: before.refresh } });
    await clock.advance(60);
    const third = await gemel.refresh(present(second.refreshToken));
    expect(third.refreshToken).toBe(second.refreshToken);
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('S12: a refresh token never yields a token of another session', async () => {
    const { gemel, first, stop } = await aTokenSession();
    const other = await gemel.startSession({ subject: 'bob', mode: 'token' });
    const [name, , rotation, mac] = first.split('.');
    expect(await codeOf(gemel.refresh([name, other.session.sid, rotation, mac].join('.')))).toBe('refresh_token_invalid');
    await stop();
  });

  it('refuses a token whose secret is wrong without ending the session', async () => {
    const { gemel, first, stop } = await aTokenSession();
    const last = first.slice(-1);
    const forged = `${first.slice(0, -1)}${last === 'A' ? 'E' : 'A'}`;
    expect(await codeOf(gemel.refresh(forged))).toBe('refresh_token_invalid');
    expect((await gemel.refresh(first)).refreshToken).toBeDefined();
    await stop();
  });

  it.each(['', 'grt_', 'not a token', 'a.b.c', `grt_${'A'.repeat(200)}`])('refuses %j as malformed', async (text) => {
    const { gemel, stop } = await aTokenSession();
    expect(await codeOf(gemel.refresh(text))).toBe('refresh_token_malformed');
    await stop();
  });

  it('answers 503 for a token that names a secret this node does not hold: a fault, not reuse', async () => {
    const { gemel, nodes, first, stop } = await aTokenSession();
    expect(nodes).toHaveLength(1);
    const rest = first.slice(first.indexOf('.'));
    expect(await codeOf(gemel.refresh(`grt_AAAAAAAA${rest}`))).toBe('secret_unknown');
    await stop();
  });

  it('ends no later than the overall timeout, however often it is refreshed (10.4.8, P8)', async () => {
    const { gemel, clock, first, stop } = await aTokenSession({ sessions: { inactivityTimeout: 100, overallTimeout: 250 } });
    let token = first;
    for (let at = 60; at < 250; at += 60) {
      await clock.advance(60);
      token = present((await gemel.refresh(token)).refreshToken);
    }
    await clock.advance(11);
    expect(await codeOf(gemel.refresh(token))).toBe('session_expired');
    await stop();
  });

  it('counts as activity, and its access token outlives neither timeout', async () => {
    const { gemel, clock, first, stop } = await aTokenSession({ sessions: { inactivityTimeout: 100, overallTimeout: 150 } });
    await clock.advance(90);
    const second = await gemel.refresh(first);
    expect(second.expiresIn).toBe(60);
    await clock.advance(55);
    expect((await gemel.refresh(present(second.refreshToken))).expiresIn).toBe(5);
    await stop();
  });

  it('invariant 7: rotates nothing where no access token can be minted, so that a later attempt is not reuse', async () => {
    const { gemel, clock, store, sid, first, stop } = await aTokenSession();
    expect(await codeOf(gemel.refresh(first, { audience: 'https://nobody.example' }))).toBe('audience_not_allowed');
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(0);
    await clock.advance(60);
    expect((await gemel.refresh(first)).accessToken).toBeDefined();
    await stop();
  });
});
