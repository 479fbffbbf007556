import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { aFleet, aRequest, codeOf, cookieName, outcome, present, withBearer, withCookie } from './fleet.ts';

setFlagsFromString('--allow-natives-syntax');
const haveOneShape = runInNewContext('(left, right) => %HaveSameMap(left, right) && %HasFastProperties(left)') as (
  left: unknown,
  right: unknown,
) => boolean; // what V8 answers

describe('a session', () => {
  it('gives twin credentials that are the same principal', async () => {
    const { gemel, stop } = await aFleet({ sessions: { claims: ({ subject }) => ({ tenant: `${subject}-co` }) } });
    const started = await gemel.startSession({
      subject: 'ada',
      mode: 'both',
      roles: ['clerk'],
      permissions: ['orders:read'],
      authentication: { amr: ['pwd'], acr: 'aal1' },
    });
    const byCookie = await gemel.authenticate(withCookie(present(started.sessionToken)));
    const byBearer = await gemel.authenticate(withBearer(present(started.tokens).accessToken));
    if (byCookie.status !== 'authenticated' || byBearer.status !== 'authenticated') throw new Error('expected both to pass');
    expect(byBearer.principal).toEqual(byCookie.principal);
    expect(byCookie.principal).toMatchObject({
      subject: 'ada',
      roles: ['clerk'],
      permissions: ['orders:read'],
      claims: { tenant: 'ada-co' },
    });
    expect([byCookie.credential, byBearer.credential]).toEqual(['cookie', 'bearer']);
    await stop();
  });

  it('held by a cookie alone hands out no token, and by tokens alone no cookie', async () => {
    const { gemel, stop } = await aFleet();
    const cookieOnly = await gemel.startSession({ subject: 'ada' });
    const tokenOnly = await gemel.startSession({ subject: 'ada', mode: 'token' });
    expect([cookieOnly.tokens, tokenOnly.sessionToken]).toEqual([undefined, undefined]);
    const sid = tokenOnly.session.sid;
    expect(await outcome(gemel.authenticate(withCookie(`${sid}.${'A'.repeat(43)}`)))).toBe('session_secret_wrong');
    await stop();
  });

  it('dies for both credentials on every node, for the same reason, when it is revoked on one', async () => {
    const { nodes, clock, stop } = await aFleet({ nodeCount: 3 });
    const [first, second, third] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
    const started = await first.startSession({ subject: 'ada', mode: 'both' });
    const cookie = withCookie(present(started.sessionToken));
    const bearer = withBearer(present(started.tokens).accessToken);
    for (const node of nodes)
      expect([await outcome(node.authenticate(cookie)), await outcome(node.authenticate(bearer))]).toEqual([
        'authenticated',
        'authenticated',
      ]);
    await second.revokeSession(started.session.sid);
    expect(await outcome(second.authenticate(bearer))).toBe('session_revoked');
    await clock.settle();
    for (const node of [first, second, third]) {
      expect([await outcome(node.authenticate(cookie)), await outcome(node.authenticate(bearer))]).toEqual([
        'session_revoked',
        'session_revoked',
      ]);
    }
    await stop();
  });

  it('answers from memory without a promise once it is known', async () => {
    const { gemel, stop } = await aFleet();
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    await gemel.authenticate(withBearer(present(started.tokens).accessToken));
    expect(gemel.authenticate(withCookie(present(started.sessionToken)))).not.toBeInstanceOf(Promise);
    expect(gemel.authenticate(withBearer(present(started.tokens).accessToken))).not.toBeInstanceOf(Promise);
    expect(gemel.authenticate(aRequest())).toEqual({ status: 'anonymous' });
    await stop();
  });

  it('F17, P5: never adopts an unknown session id', async () => {
    const { gemel, store, stop } = await aFleet();
    const planted = `${'B'.repeat(21)}A.${'A'.repeat(43)}`;
    expect(await outcome(gemel.authenticate(withCookie(planted)))).toBe('session_unknown');
    expect((await store.find(`${'B'.repeat(21)}A`)).value).toBeUndefined();
    await stop();
  });

  it.each([
    ['', 'session_token_malformed'],
    ['x', 'session_token_malformed'],
    [`${'A'.repeat(22)}.${'A'.repeat(42)}`, 'session_token_malformed'],
  ])('S05: refuses the malformed cookie %j, and does not take it for anonymous', async (value, code) => {
    const { gemel, stop } = await aFleet();
    expect(await outcome(gemel.authenticate(withCookie(value)))).toBe(code);
    await stop();
  });

  it('S32: refuses a duplicate of the cookie and asks for it to be cleared; no other refusal clears it', async () => {
    const { gemel, stop } = await aFleet();
    const started = await gemel.startSession({ subject: 'ada' });
    const cookie = `${cookieName}=${started.sessionToken}`;
    expect(await gemel.authenticate(aRequest({ cookie: `${cookie}; ${cookie}` }))).toMatchObject({ status: 'refused', clearCookie: true });
    await gemel.revokeSession(started.session.sid);
    expect(await gemel.authenticate(aRequest({ cookie }))).toMatchObject({ status: 'refused', clearCookie: false });
    await stop();
  });

  it('lets the bearer credential decide where there are both, and never falls through to the cookie', async () => {
    const { gemel, stop } = await aFleet();
    const started = await gemel.startSession({ subject: 'ada' });
    const cookie = { cookie: `${cookieName}=${started.sessionToken}` };
    expect(await outcome(gemel.authenticate(aRequest({ ...cookie, authorization: 'Bearer nonsense' })))).toBe('token_malformed');
    expect(await outcome(gemel.authenticate(aRequest({ ...cookie, authorization: 'Basic YTpi' })))).toBe('authorization_malformed');
    await stop();
  });

  it('refuses a cross-site change by cookie and needs no Origin of a bearer client', async () => {
    const { gemel, stop } = await aFleet();
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    const token = present(started.sessionToken);
    expect(await outcome(gemel.authenticate(withCookie(token, {}, 'POST')))).toBe('cross_site_refused');
    expect(await outcome(gemel.authenticate(withCookie(token, { 'sec-fetch-site': 'cross-site' }, 'POST')))).toBe('cross_site_refused');
    expect(await outcome(gemel.authenticate(withCookie(token, { origin: 'https://app.example' }, 'POST')))).toBe('authenticated');
    const bearer = { authorization: `Bearer ${present(started.tokens).accessToken}` };
    expect(await outcome(gemel.authenticate(aRequest(bearer, 'POST')))).toBe('authenticated');
    await stop();
  });

  it('S01: has a new secret after a step-up, and nothing older works', async () => {
    const { nodes, clock, stop } = await aFleet({ nodeCount: 2 });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const before = await here.startSession({ subject: 'ada', mode: 'both', authentication: { amr: ['pwd'] } });
    await there.authenticate(withCookie(present(before.sessionToken)));
    await clock.advance(10);
    const after = await here.stepUp(before.session.sid, { amr: ['pwd', 'otp'], acr: 'aal2' });
    await clock.settle();
    for (const node of nodes) {
      expect(await outcome(node.authenticate(withCookie(present(before.sessionToken))))).toBe('session_secret_wrong');
      expect(await outcome(node.authenticate(withBearer(present(before.tokens).accessToken)))).toBe('token_superseded');
      expect(await outcome(node.authenticate(withCookie(present(after.sessionToken))))).toBe('authenticated');
      expect(await outcome(node.authenticate(withBearer(present(after.tokens).accessToken)))).toBe('authenticated');
    }
    expect(await codeOf(here.refresh(present(before.tokens?.refreshToken)))).toBe('refresh_token_invalid');
    expect(after.session.sid).toBe(before.session.sid);
    expect(after.principal.authentication).toEqual({ time: before.principal.authentication.time + 10, amr: ['pwd', 'otp'], acr: 'aal2' });
    expect((await here.refresh(present(after.tokens?.refreshToken))).accessToken).toBeDefined();
    await stop();
  });

  it('accepts the new secret on a node whose memory still holds the old one', async () => {
    const deaf = new Promise<never>(() => undefined);
    const { nodes, stop } = await aFleet({
      nodeCount: 2,
      through: (store, index) =>
        index === 0 ? store : { ...store, readLog: (after) => (after === undefined ? store.readLog(after) : deaf) },
    });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const before = await here.startSession({ subject: 'ada' });
    await there.authenticate(withCookie(present(before.sessionToken)));
    const after = await here.stepUp(before.session.sid, {});
    expect(await outcome(there.authenticate(withCookie(present(after.sessionToken))))).toBe('authenticated');
    await stop();
  });

  it('8.3.2: supersedes outstanding tokens and records at once when the grants change, and keeps cookie and refresh token good', async () => {
    const { nodes, clock, stop } = await aFleet({
      nodeCount: 2,
      sessions: { claims: ({ roles }) => ({ isAdmin: roles.includes('admin') }) },
    });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const started = await here.startSession({ subject: 'ada', mode: 'both', roles: ['admin'], permissions: ['orders:read'] });
    const cookie = withCookie(present(started.sessionToken));
    await there.authenticate(cookie);
    await here.changeGrants('ada', { roles: [] });
    await clock.settle();
    expect(await outcome(there.authenticate(withBearer(present(started.tokens).accessToken)))).toBe('token_superseded');
    const result = await there.authenticate(cookie);
    expect(result).toMatchObject({
      status: 'authenticated',
      principal: { roles: [], permissions: ['orders:read'], claims: { isAdmin: false } },
    });
    const renewed = await there.refresh(present(started.tokens?.refreshToken));
    expect((await there.verifyAccessToken(renewed.accessToken)).roles).toEqual([]);
    await stop();
  });

  it('has no mixture of two changes of grants, where one overtakes the other halfway', async () => {
    const finds = { count: 0, heldAt: Number.POSITIVE_INFINITY };
    let release = (): void => undefined;
    const { nodes, clock, stop } = await aFleet({
      nodeCount: 2,
      through: (store, index) => ({
        ...store,
        find: async (sid) => {
          if (index === 0 && ++finds.count === finds.heldAt) await new Promise<void>((resolve) => (release = resolve));
          return store.find(sid);
        },
      }),
    });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const started = await Promise.all(['ada', 'ada'].map((subject) => here.startSession({ subject })));
    finds.heldAt = finds.count + 2;
    const overtaken = here.changeGrants('ada', { roles: ['admin'] });
    await clock.settle();
    await there.changeGrants('ada', { roles: ['guest'] });
    release();
    await clock.advance(1);
    await overtaken;
    const roles = await Promise.all(
      started.map(async ({ sessionToken }) => {
        const result = await there.authenticate(withCookie(present(sessionToken)));
        return result.status === 'authenticated' ? result.principal.roles.join() : result.status;
      }),
    );
    expect(new Set(roles).size).toBe(1);
    await stop();
  });

  it('does not begin with grants that were changed while its sign-in was under way', async () => {
    const { gemel, stop } = await aFleet();
    const subjectVersion = await gemel.subjectVersion('ada');
    await gemel.changeGrants('ada', { roles: [] });
    expect(await codeOf(gemel.startSession({ subject: 'ada', roles: ['admin'], subjectVersion }))).toBe('subject_changed');
    await stop();
  });

  it('F18: ends the others, or all, of a subject', async () => {
    const { gemel, stop } = await aFleet();
    const [one, two, three] = await Promise.all(['ada', 'ada', 'bob'].map((subject) => gemel.startSession({ subject })));
    const current = present(one).session.sid;
    expect((await gemel.revokeSubject('ada', { except: current })).ended).toEqual([present(two).session.sid]);
    expect((await gemel.listSessions('ada')).map(({ sid }) => sid)).toEqual([current]);
    expect((await gemel.revokeSubject('ada')).ended).toEqual([current]);
    expect(await outcome(gemel.authenticate(withCookie(present(present(three).sessionToken))))).toBe('authenticated');
    await stop();
  });

  it('invariant 5: a sign-in that began before a subject-wide revocation yields no session', async () => {
    const { gemel, stop } = await aFleet();
    const subjectVersion = await gemel.subjectVersion('ada');
    await gemel.revokeSubject('ada');
    expect(await codeOf(gemel.startSession({ subject: 'ada', subjectVersion }))).toBe('subject_changed');
    expect(await gemel.listSessions('ada')).toEqual([]);
    await stop();
  });

  it('lists what its subject may see, and no secret', async () => {
    const { gemel, stop } = await aFleet();
    const started = await gemel.startSession({
      subject: 'ada',
      mode: 'both',
      client: { userAgent: 'UA', address: '192.0.2.1', label: 'A phone' },
    });
    const listed = await gemel.listSessions('ada');
    expect(listed).toEqual([started.session]);
    expect(listed[0]?.client).toEqual({ userAgent: 'UA', address: '192.0.2.1', label: 'A phone' });
    const [sid, secret] = present(started.sessionToken).split('.');
    expect(JSON.stringify(listed)).toContain(sid);
    expect(JSON.stringify(listed)).not.toContain(secret);
    await stop();
  });

  it('invariant 8, P9: leaves no secret in the store', async () => {
    const { gemel, store, stop } = await aFleet();
    const started = await gemel.startSession({ subject: 'ada', mode: 'both' });
    const stored = JSON.stringify([await store.find(started.session.sid), await store.keys.list()]);
    expect(stored).toContain(started.session.sid);
    for (const credential of [
      present(started.sessionToken).split('.')[1],
      started.tokens?.accessToken,
      started.tokens?.refreshToken?.split('.')[3],
    ]) {
      expect(stored).not.toContain(present(credential));
    }
    await stop();
  });

  it('fires `ended` once, on whatever node it is watched, and at once where it has ended already', async () => {
    const { nodes, clock, stop } = await aFleet({ nodeCount: 2 });
    const [here, there] = [present(nodes[0]), present(nodes[1])];
    const started = await here.startSession({ subject: 'ada' });
    const result = await there.authenticate(withCookie(present(started.sessionToken)));
    if (result.status !== 'authenticated') throw new Error('expected to pass');
    expect(result.principal.ended.aborted).toBe(false);
    await here.revokeSession(started.session.sid);
    await clock.settle();
    expect(result.principal.ended.aborted).toBe(true);
    expect(started.principal.ended.aborted).toBe(true);
    expect(JSON.stringify(result.principal)).not.toContain('ended');
    await stop();
  });

  it('gives all principals of a node one shape in memory, whichever credential they came by', async () => {
    const { nodes, stop } = await aFleet({ nodeCount: 2 });
    for (const node of nodes) {
      const shapes = await Promise.all(
        ['ada', 'grace', 'linus'].map(async (subject) => {
          const started = await node.startSession({ subject, mode: 'both', roles: [subject] });
          const byCookie = await node.authenticate(withCookie(present(started.sessionToken)));
          const byBearer = await node.authenticate(withBearer(present(started.tokens).accessToken));
          if (byCookie.status !== 'authenticated' || byBearer.status !== 'authenticated') throw new Error('expected both to pass');
          return [byCookie.principal, byBearer.principal];
        }),
      );
      const [first, ...others] = shapes.flat();
      expect(others.map((other) => haveOneShape(first, other))).toEqual([true, true, true, true, true]);
    }
    await stop();
  });

  it('fires `ended` when a timeout ends the session', async () => {
    const { gemel, clock, stop } = await aFleet({ sessions: { inactivityTimeout: 100, overallTimeout: 1000 } });
    const started = await gemel.startSession({ subject: 'ada' });
    const { ended } = started.principal;
    await clock.advance(95);
    expect(ended.aborted).toBe(false);
    await clock.advance(30);
    expect(ended.aborted).toBe(true);
    await stop();
  });

  it('tells listeners, and survives one that throws', async () => {
    const { gemel, stop } = await aFleet();
    const heard: string[] = [];
    gemel.on('session.started', () => {
      throw new Error('a bad listener');
    });
    gemel.on('fault', ({ during }) => heard.push(during));
    const off = gemel.on('session.revoked', ({ reason }) => heard.push(reason));
    const started = await gemel.startSession({ subject: 'ada' });
    await gemel.revokeSession(started.session.sid, { reason: 'signed_out' });
    expect((await gemel.revokeSession(started.session.sid)).ended).toEqual([]);
    off();
    const other = await gemel.startSession({ subject: 'ada' });
    await gemel.revokeSession(other.session.sid);
    expect(heard).toEqual(['listener of session.started', 'signed_out', 'listener of session.started']);
    await stop();
  });

  it('says `credential.refused` with its code and sid, and nothing of the credential', async () => {
    const { gemel, stop } = await aFleet();
    const heard: unknown[] = [];
    gemel.on('credential.refused', (detail) => heard.push(detail));
    const started = await gemel.startSession({ subject: 'ada' });
    await gemel.revokeSession(started.session.sid);
    await gemel.authenticate(withCookie(present(started.sessionToken)));
    await gemel.authenticate(withBearer('a.b.c'));
    expect(heard).toEqual([{ code: 'session_revoked', sid: started.session.sid }, expect.objectContaining({ code: 'token_malformed' })]);
    await stop();
  });
});
