/** Sessions whose tokens are bound to a key: what a proof is needed for, and what it is good for. RFC 9449; DESIGN of the refresh token, invariants 6 and 7 */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { judgePresentation } from '../../src/core/tokens/refresh.ts';
import type { Gemel } from '../../src/index.ts';
import { aFleet, aRequest, codeOf, outcome, present, withBearer, withCookie } from './fleet.ts';

const thumbprint = (name: string): string => createHash('sha256').update(name).digest('base64url');
const jkt = thumbprint("the client's key");
const otherKey = thumbprint("a thief's key");

async function aBoundSession(options: Parameters<typeof aFleet>[0] = {}) {
  const fleet = await aFleet(options);
  const started = await fleet.gemel.startSession({ subject: 'ada', mode: 'both', roles: ['reader'], jkt });
  const tokens = present(started.tokens);
  return { ...fleet, sid: started.session.sid, started, tokens, first: present(tokens.refreshToken) };
}

const bindingOf = async (gemel: Gemel, accessToken: string): Promise<unknown> => (await gemel.introspectAccessToken(accessToken)).cnf;

describe('what presenting a refresh token of a bound session means', () => {
  const table: readonly (readonly [string, number, number, string])[] = [
    ['the current one, inside the window of its making', 0, 129, 'repeat'],
    ['the current one, when that window has closed', 0, 130, 'rotate'],
    ['the direct predecessor, whenever', -1, 100_000, 'repeat'],
    ['an older ancestor, even with a proof', -2, 101, 'reuse'],
    ['one ahead of the record', 1, 1000, 'adopt'],
  ];
  it.each(table)('%s', (...[, distance, now, expected]) => {
    const facts = { now, settledAt: Number.NEGATIVE_INFINITY, reuseWindow: 30, isProven: true };
    expect(judgePresentation(5 + distance, { salt: '', rotation: 5, rotatedAt: 100 }, facts)).toBe(expected);
  });
});

describe('a session that is bound to a key', () => {
  it('gives tokens that are bound to it, at each refresh and step-up, whoever asks', async () => {
    const { gemel, store, sid, tokens, first, stop } = await aBoundSession();
    expect([tokens.tokenType, await bindingOf(gemel, tokens.accessToken)]).toEqual(['DPoP', { jkt }]);
    const next = await gemel.refresh(first, { jkt });
    expect([next.tokenType, await bindingOf(gemel, next.accessToken)]).toEqual(['DPoP', { jkt }]);
    const stronger = present((await gemel.stepUp(sid, { amr: ['otp'] })).tokens);
    expect([stronger.tokenType, await bindingOf(gemel, stronger.accessToken)]).toEqual(['DPoP', { jkt }]);
    const issued = await gemel.issueAccessToken({ sid, generation: 2 });
    expect([issued.tokenType, await bindingOf(gemel, issued.accessToken)]).toEqual(['DPoP', { jkt }]);
    expect((await store.find(sid)).value?.jkt).toBe(jkt);
    await stop();
  });

  it('is of the same principal by its cookie, of which nothing is asked (invariant 3)', async () => {
    const { gemel, started, tokens, stop } = await aBoundSession();
    const byCookie = await gemel.authenticate(withCookie(present(started.sessionToken)));
    expect(byCookie).toMatchObject({ status: 'authenticated', credential: 'cookie' });
    const { ended: _, ...principal } = started.principal;
    expect(byCookie).toMatchObject({ principal });
    expect(JSON.stringify(principal)).not.toContain(jkt);
    expect(await outcome(gemel.authenticate(withBearer(tokens.accessToken)))).toBe('token_bound');
    expect(await codeOf(gemel.verifyAccessToken(tokens.accessToken))).toBe('token_bound');
    expect(await outcome(gemel.authenticate(aRequest({ authorization: `DPoP ${tokens.accessToken}` })))).toBe('proof_invalid');
    await stop();
  });

  it('invariant 7: yields the same successor to its predecessor whenever, with a proof', async () => {
    const { gemel, clock, store, sid, first, stop } = await aBoundSession();
    const lost = await gemel.refresh(first, { jkt });
    await clock.advance(1800);
    const again = await gemel.refresh(first, { jkt });
    expect(again.refreshToken).toBe(lost.refreshToken);
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('invariant 6: ends where its predecessor comes past the window without a proof', async () => {
    const { gemel, clock, first, stop } = await aBoundSession();
    const next = await gemel.refresh(first, { jkt });
    await clock.advance(31);
    expect(await codeOf(gemel.refresh(first))).toBe('refresh_token_reused');
    expect(await codeOf(gemel.refresh(present(next.refreshToken), { jkt }))).toBe('session_revoked');
    await stop();
  });

  it('invariant 6: ends where an older ancestor comes, with a proof or without', async () => {
    for (const request of [{ jkt }, {}]) {
      const { gemel, clock, first, stop } = await aBoundSession();
      const second = await gemel.refresh(first, { jkt });
      await clock.advance(31);
      await gemel.refresh(present(second.refreshToken), { jkt });
      expect(await codeOf(gemel.refresh(first, request))).toBe('refresh_token_reused');
      await stop();
    }
  });

  it('stands where its current token, or the predecessor inside the window, comes without a proof, which is refused', async () => {
    const { gemel, store, sid, first, stop } = await aBoundSession();
    expect(await codeOf(gemel.refresh(first))).toBe('grant_proof_invalid');
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(0);
    const next = await gemel.refresh(first, { jkt });
    expect(await codeOf(gemel.refresh(first))).toBe('grant_proof_invalid');
    expect(await codeOf(gemel.refresh(present(next.refreshToken)))).toBe('grant_proof_invalid');
    expect((await gemel.refresh(first, { jkt })).refreshToken).toBe(next.refreshToken);
    await stop();
  });

  it('F03: ends where its token comes with a proof by another key, and says so with the lineage', async () => {
    const { gemel, sid, first, stop } = await aBoundSession();
    const heard: unknown[] = [];
    gemel.on('refresh.reused', (detail) => heard.push(detail));
    gemel.on('session.revoked', ({ reason }) => heard.push(reason));
    expect(await codeOf(gemel.refresh(first, { jkt: otherKey }))).toBe('refresh_token_reused');
    expect(heard).toEqual([{ sid, subject: 'ada', presented: 0, current: 0 }, 'refresh_token_reused']);
    expect(await codeOf(gemel.refresh(first, { jkt }))).toBe('session_revoked');
    await stop();
  });

  it('is not ended by whoever has a key and no token of it', async () => {
    const { gemel, first, stop } = await aBoundSession();
    const forged = `${first.slice(0, -1)}${first.endsWith('A') ? 'E' : 'A'}`;
    expect(await codeOf(gemel.refresh(forged, { jkt: otherKey }))).toBe('refresh_token_invalid');
    expect((await gemel.refresh(first, { jkt })).accessToken).toBeDefined();
    await stop();
  });

  it('F01: gives 64 presentations with proofs, spread over four nodes, one rotation and one successor', async () => {
    const { nodes, store, sid, first, stop } = await aBoundSession({ nodeCount: 4 });
    const answers = await Promise.all(Array.from({ length: 64 }, (_, index) => present(nodes[index % 4]).refresh(first, { jkt })));
    expect(new Set(answers.map((answer) => answer.refreshToken)).size).toBe(1);
    expect((await store.find(sid)).value?.refresh?.rotation).toBe(1);
    await stop();
  });

  it('does not answer who comes without a proof with what was made for who came with one', async () => {
    const { gemel, first, stop } = await aBoundSession();
    const [proven, bare] = [gemel.refresh(first, { jkt }), gemel.refresh(first)];
    expect([await codeOf(proven), await codeOf(bare)]).toEqual(['nothing was thrown', 'grant_proof_invalid']);
    await stop();
  });

  it.each([
    ['a thumbprint that is none', { jkt: 'AAAA', mode: 'token' }],
    ['an empty one', { jkt: '', mode: 'token' }],
    ['a cookie alone, which nothing binds', { jkt, mode: 'cookie' }],
  ] as const)('cannot begin with %s', async (_title, start) => {
    const { gemel, store, stop } = await aFleet();
    expect(await codeOf(gemel.startSession({ subject: 'ada', ...start }))).toBe('options_invalid');
    expect((await store.listBySubject('ada')).value).toEqual([]);
    await stop();
  });
});

describe('a session that is bound to no key', () => {
  it('gives an access token that is bound to the key of a proof, and stays as it is', async () => {
    const { gemel, store, stop } = await aFleet();
    const { session, tokens } = await gemel.startSession({ subject: 'ada', mode: 'token' });
    const next = await gemel.refresh(present(tokens?.refreshToken), { jkt });
    expect([next.tokenType, await bindingOf(gemel, next.accessToken)]).toEqual(['DPoP', { jkt }]);
    expect((await store.find(session.sid)).value?.jkt).toBeNull();
    const plain = await gemel.refresh(present(next.refreshToken));
    expect([plain.tokenType, await bindingOf(gemel, plain.accessToken)]).toEqual(['Bearer', undefined]);
    await stop();
  });
});

describe('10.4.14 where every access token has to be bound', () => {
  const options = { tokens: { areBound: true } };

  it('none is issued without a key, and no session is left behind', async () => {
    const { gemel, store, stop } = await aFleet(options);
    expect(await codeOf(gemel.startSession({ subject: 'ada', mode: 'token' }))).toBe('grant_proof_invalid');
    expect((await store.listBySubject('ada')).value).toEqual([]);
    const { tokens } = await gemel.startSession({ subject: 'ada', mode: 'token', jkt });
    expect(tokens?.tokenType).toBe('DPoP');
    await stop();
  });

  it('a cookie opens the doors as ever, and gives an access token with a proof alone', async () => {
    const { gemel, stop } = await aFleet(options);
    const { principal, sessionToken } = await gemel.startSession({ subject: 'ada' });
    expect(await outcome(gemel.authenticate(withCookie(present(sessionToken))))).toBe('authenticated');
    expect(await codeOf(gemel.issueAccessToken(principal))).toBe('grant_proof_invalid');
    expect((await gemel.issueAccessToken(principal, { jkt })).tokenType).toBe('DPoP');
    await stop();
  });

  it('a session of before gets no bearer token any more, and loses nothing by asking', async () => {
    const { store, gemel: before, stop } = await aFleet();
    const { session, tokens } = await before.startSession({ subject: 'ada', mode: 'token' });
    const strict = await aFleet({ ...options, through: () => store });
    const refreshToken = present(tokens?.refreshToken);
    expect(await codeOf(strict.gemel.refresh(refreshToken))).toBe('grant_proof_invalid');
    expect((await store.find(session.sid)).value?.refresh?.rotation).toBe(0);
    expect((await strict.gemel.refresh(refreshToken, { jkt })).tokenType).toBe('DPoP');
    await strict.stop();
    await stop();
  });
});
