import { describe, expect, it } from 'vitest';
import type { StartSession } from '../../src/core/gemel.ts';
import { aFleet, codeOf, outcome, present, withBearer, withCookie } from './fleet.ts';

describe('an access token from a session cookie', () => {
  it('is minted for a live session, counts as activity, and dies with it', async () => {
    const { gemel, clock, store, stop } = await aFleet({ sessions: { inactivityTimeout: 100, overallTimeout: 1000 } });
    const { session, principal } = await gemel.startSession({ subject: 'ada' });
    await clock.advance(90);
    const minted = await gemel.issueAccessToken(principal);
    expect(minted).toEqual({ accessToken: expect.any(String), expiresIn: 100, tokenType: 'Bearer' });
    expect((await store.find(session.sid)).value?.lastSeenAt).toBe(session.createdAt + 90);
    await gemel.revokeSession(session.sid);
    expect(await outcome(gemel.authenticate(withBearer(minted.accessToken)))).toBe('session_revoked');
    expect(await codeOf(gemel.issueAccessToken(principal))).toBe('session_revoked');
    await stop();
  });

  it('is not minted for a principal that has been superseded: a stolen cookie is not turned into a token that lasts', async () => {
    const deaf = new Promise<never>(() => undefined);
    const { nodes, stop } = await aFleet({
      nodeCount: 2,
      through: (store, index) =>
        index === 0 ? store : { ...store, readLog: (after) => (after === undefined ? store.readLog(after) : deaf) },
    });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const before = await here.startSession({ subject: 'ada' });
    const stolen = withCookie(present(before.sessionToken));
    await there.authenticate(stolen);
    await here.stepUp(before.session.sid, {});
    const result = await there.authenticate(stolen);
    if (result.status !== 'authenticated') throw new Error('the bound allows it, for a moment');
    expect(await codeOf(there.issueAccessToken(result.principal))).toBe('token_superseded');
    expect(await outcome(there.authenticate(stolen))).toBe('session_secret_wrong');
    await stop();
  });

  it('is issued for an allowed audience only', async () => {
    const { gemel, stop } = await aFleet({ tokens: { audiences: ['https://app.example', 'https://orders.example'] } });
    const { principal } = await gemel.startSession({ subject: 'ada' });
    const { accessToken } = await gemel.issueAccessToken(principal, { audience: 'https://orders.example' });
    expect((await gemel.verifyAccessToken(accessToken)).aud).toBe('https://orders.example');
    expect(await codeOf(gemel.issueAccessToken(principal, { audience: 'https://evil.example' }))).toBe('audience_not_allowed');
    await stop();
  });

  it('opens nothing here where it is for another audience: whoever it was given to must not use it for more (ASVS 10.3.1)', async () => {
    const { gemel, stop } = await aFleet({ tokens: { audiences: ['https://app.example', 'https://orders.example'] } });
    const { principal } = await gemel.startSession({ subject: 'ada' });
    const [own, other] = [
      await gemel.issueAccessToken(principal),
      await gemel.issueAccessToken(principal, { audience: 'https://orders.example' }),
    ];
    expect(await outcome(gemel.authenticate(withBearer(own.accessToken)))).toBe('authenticated');
    expect(await outcome(gemel.authenticate(withBearer(other.accessToken)))).toBe('token_audience_wrong');
    await stop();
  });

  it('is refused when it is issued, not when it is used, where it would be too large', async () => {
    const { gemel, stop } = await aFleet({ tokens: { maxBytes: 1024 } });
    const permissions = Array.from({ length: 100 }, (_, index) => `permission:${index}`);
    expect(await codeOf(gemel.startSession({ subject: 'ada', mode: 'token', permissions }))).toBe('token_would_be_too_large');
    expect(await gemel.listSessions('ada')).toEqual([]);
    await stop();
  });

  it('invariant 7: a step-up whose token would be too large changes nothing', async () => {
    const { gemel, stop } = await aFleet({ tokens: { maxBytes: 1024 } });
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    const amr = Array.from({ length: 100 }, (_, index) => `method-${index}`);
    expect(await codeOf(gemel.stepUp(started.session.sid, { amr }))).toBe('token_would_be_too_large');
    expect(await outcome(gemel.authenticate(withCookie(present(started.sessionToken))))).toBe('authenticated');
    expect((await gemel.refresh(present(started.tokens?.refreshToken))).accessToken).toBeDefined();
    await stop();
  });
});

describe('revocation by token (RFC 7009)', () => {
  it('ends the session by an access, a refresh or a session token', async () => {
    const { gemel, stop } = await aFleet();
    for (const kind of ['access', 'refresh', 'session']) {
      const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
      const { accessToken, refreshToken } = present(started.tokens);
      await gemel.revokeToken(present({ access: accessToken, refresh: refreshToken, session: started.sessionToken }[kind]));
      expect(await outcome(gemel.authenticate(withBearer(accessToken)))).toBe('session_revoked');
    }
    await stop();
  });

  it('changes nothing, and says nothing, for any other text', async () => {
    const { gemel, stop } = await aFleet();
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    const refreshToken = present(started.tokens?.refreshToken);
    const forged = [
      'nonsense',
      `${refreshToken.slice(0, -3)}AAA`,
      `${started.session.sid}.${'A'.repeat(43)}`,
      `${present(started.tokens).accessToken.slice(0, -4)}AAAA`,
    ];
    for (const text of forged) await gemel.revokeToken(text);
    expect(await outcome(gemel.authenticate(withBearer(present(started.tokens).accessToken)))).toBe('authenticated');
    await stop();
  });

  it('S14: does not resolve where the store failed, and the session still stands', async () => {
    let isDown = false;
    const down = () => Promise.reject(new Error('down'));
    const { gemel, stop } = await aFleet({
      through: (store) => ({ ...store, replace: (change) => (isDown ? down() : store.replace(change)) }),
    });
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    isDown = true;
    expect(await codeOf(gemel.revokeToken(present(started.tokens?.refreshToken)))).not.toBe('nothing was thrown');
    isDown = false;
    expect(await outcome(gemel.authenticate(withCookie(present(started.sessionToken))))).toBe('authenticated');
    await stop();
  });
});

describe('what no token could carry', () => {
  it.each<readonly [string, Partial<StartSession>]>([
    ['an empty role', { roles: [''] }],
    ['a permission that is no text', { permissions: JSON.parse('[1]') }],
    ['an empty client', { clientId: '' }],
    ['an empty authentication context class', { authentication: { acr: '' } }],
    ['an empty method of authentication', { authentication: { amr: [''] } }],
    ['an authentication before 1970', { authentication: { time: -1 } }],
    ['an authentication at no time', { authentication: { time: Number.NaN } }],
  ])('invariant 3: is not in a record either, so that the twins cannot differ: %s', async (_name, odd) => {
    const { gemel, stop } = await aFleet();
    expect(await codeOf(gemel.startSession({ subject: 'ada', ...odd }))).toBe('options_invalid');
    const { session } = await gemel.startSession({ subject: 'ada' });
    if (odd.authentication !== undefined) expect(await codeOf(gemel.stepUp(session.sid, odd.authentication))).toBe('options_invalid');
    if (odd.roles !== undefined) expect(await codeOf(gemel.changeGrants('ada', { roles: odd.roles }))).toBe('options_invalid');
    await stop();
  });

  it.each([
    ['nothing', 'null'],
    ['a list', '[1]'],
    ['a name that reaches a prototype', '{"inner":[{"__proto__":1}]}'],
  ])('invariant 3: is refused of the claims hook: %s', async (_name, json) => {
    const { gemel, stop } = await aFleet({ sessions: { claims: () => JSON.parse(json) } });
    expect(await codeOf(gemel.startSession({ subject: 'ada', mode: 'both' }))).toBe('options_invalid');
    await stop();
  });
});
