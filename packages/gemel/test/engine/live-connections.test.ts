/** What ends a live connection at a node, and what does not. */
import { describe, expect, it } from 'vitest';
import { createConnectionsOver } from '@gemel/verifier/live';
import { codeOf, present, withBearer, withCookie } from './fleet.ts';
import { aLiveStage } from './live-stage.ts';

describe('a live connection', () => {
  it('invariant 1: ends at once when its session is ended on another node, by either credential', async () => {
    const { here, live, clock, begin, reasonOf, reads, stop } = await aLiveStage();
    const [one, other] = [await begin(), await begin({ subject: 'grace' })];
    const connections = [await live.open(one.cookie), await live.open(one.bearer)];
    const stays = await live.open(other.cookie);
    const readsBefore = reads.count;
    await here.revokeSession(one.sid);
    await clock.settle();
    expect(connections.map(reasonOf)).toEqual(['session_revoked', 'session_revoked']);
    expect([reasonOf(stays), live.size, reads.count]).toEqual([undefined, 1, readsBefore]);
    await stop();
  });

  it('of somebody who acts in its place ends at once with the session that it came of (RFC 8693)', async () => {
    const { here, live, clock, begin, reasonOf, stop } = await aLiveStage();
    const actor = await begin({ subject: 'root' });
    const impersonated = await here.impersonate({ actor: actor.started.principal, subject: 'ada', mode: 'both' });
    const requests = [withCookie(present(impersonated.sessionToken)), withBearer(present(impersonated.tokens).accessToken)];
    const connections = await Promise.all(requests.map((request) => live.open(request)));
    await here.revokeSession(actor.sid);
    await clock.settle();
    expect(connections.map(reasonOf)).toEqual(['session_revoked', 'session_revoked']);
    expect(live.size).toBe(0);
    await stop();
  });

  it('is opened for whom a request would be let in, and for nobody else', async () => {
    const { live, clock, begin, here, stop } = await aLiveStage();
    const { cookie, bearer, sid } = await begin({ permissions: ['orders:read'] });
    const elsewhere = { upgrade: 'websocket', connection: 'Upgrade', origin: 'https://evil.example' };
    const named = (headers: Readonly<Record<string, string>>) => ({
      method: 'GET',
      header: (name: string) => headers[name] ?? cookie.header(name),
    });
    expect(await codeOf(live.open({ method: 'GET', header: () => undefined }))).toBe('authentication_required');
    expect(await codeOf(live.open(named(elsewhere))), 'ASVS 4.4.2').toBe('cross_site_refused');
    expect((await live.open(named({ ...elsewhere, origin: 'https://app.example' }))).principal.subject).toBe('ada');
    expect(await codeOf(live.open(cookie, { requirement: { permission: 'orders:write' } }))).toBe('permission_missing');
    expect(await codeOf(live.open(cookie, { requirement: Object({ permissions: 'orders:read' }) }))).toBe('options_invalid');
    await here.revokeSession(sid);
    await clock.settle();
    expect([await codeOf(live.open(cookie)), await codeOf(live.open(bearer))]).toEqual(['session_revoked', 'session_revoked']);
    expect(live.size).toBe(0);
    await stop();
  });

  it('invariant 5: is not given out, or ends, wherever in its opening the session ends', async () => {
    const { there, live, clock, begin, reasonOf, stop } = await aLiveStage();
    for (let turns = 0; turns < 40; turns++) {
      const { cookie, bearer, sid } = await begin();
      const opening = [cookie, bearer].map((request) =>
        live.open(request).then(reasonOf, (error: unknown) => String(Reflect.get(Object(error), 'code'))),
      );
      const opened = [cookie, bearer].map((request) => live.open(request).catch(() => undefined));
      for (let turn = 0; turn < turns; turn++) await Promise.resolve();
      await there.revokeSession(sid);
      await clock.settle();
      expect((await Promise.all(opening)).every((reason) => reason === undefined || reason === 'session_revoked')).toBe(true);
      for (const connection of await Promise.all(opened)) expect(connection === undefined || connection.ended.aborted).toBe(true);
    }
    expect(live.size).toBe(0);
    await stop();
  });

  it('listens to the feed while something is open and no longer, and looks at nothing but the session of an entry', async () => {
    const { there, here, clock, begin, stop } = await aLiveStage();
    const heard = { listeners: 0 };
    const { view } = there.live;
    const watched = Object.create(view, {
      onEntry: {
        value: (listener: Parameters<typeof view.onEntry>[0]) => {
          heard.listeners++;
          const off = view.onEntry(listener);
          return () => {
            heard.listeners--;
            off();
          };
        },
      },
    }) as typeof view;
    const live = createConnectionsOver({ ...there.live, view: watched });
    expect(heard.listeners).toBe(0);
    const sessions = await Promise.all(Array.from({ length: 50 }, () => begin()));
    const open = await Promise.all(sessions.map(({ cookie }) => live.open(cookie)));
    expect([heard.listeners, live.size]).toEqual([1, 50]);
    for (const connection of open.slice(1)) connection.release();
    expect([heard.listeners, live.size]).toEqual([1, 1]);
    await here.revokeSession(present(sessions[0]).sid);
    await clock.settle();
    expect([heard.listeners, live.size]).toEqual([0, 0]);
    expect(open.map(({ ended }) => ended.aborted)).toEqual([true, ...Array.from({ length: 49 }, () => false)]);
    await stop();
  });

  it('goes on for a cookie whose grants have changed, and says so; a token is superseded', async () => {
    const { here, live, clock, begin, reasonOf, stop } = await aLiveStage();
    const { cookie, bearer } = await begin({ roles: ['clerk'], permissions: ['orders:read'] });
    const changes: (readonly string[])[] = [];
    const byCookie = await live.open(cookie, { onChange: ({ roles }) => void changes.push(roles) });
    const byBearer = await live.open(bearer);
    const reader = await live.open(cookie, { requirement: { permission: 'orders:read' } });
    await here.changeGrants('ada', { roles: ['auditor'], permissions: [] });
    await clock.settle();
    expect([byCookie, byBearer, reader].map(reasonOf)).toEqual([undefined, 'token_superseded', 'permission_missing']);
    expect([byCookie.principal.roles, changes]).toEqual([['auditor'], [['auditor']]]);
    await stop();
  });

  it('ends where a step-up has replaced the cookie that opened it', async () => {
    const { here, live, clock, begin, reasonOf, stop } = await aLiveStage();
    const { cookie, sid } = await begin();
    const before = await live.open(cookie);
    const stepped = await here.stepUp(sid, { amr: ['pwd', 'otp'] });
    await clock.settle();
    expect(reasonOf(before)).toBe('session_secret_wrong');
    expect(reasonOf(await live.open(withCookie(present(stepped.sessionToken))))).toBeUndefined();
    await stop();
  });

  it('ends where the key is retired that signed its token, and not where it came by a cookie', async () => {
    const { here, live, clock, begin, reasonOf, stop } = await aLiveStage();
    const { cookie, bearer } = await begin();
    const [byCookie, byBearer] = [await live.open(cookie), await live.open(bearer)];
    const kid = present((await here.keys.publicKeys()).keys[0]).kid;
    await here.keys.rotate();
    await here.keys.retire(kid);
    await clock.settle();
    expect([byCookie, byBearer].map(reasonOf)).toEqual([undefined, 'token_key_retired']);
    await stop();
  });
});

describe('the time of a live connection', () => {
  const sessions = { inactivityTimeout: 600, overallTimeout: 2000 };

  it('ends with the access token, unless a new one of the same session is shown', async () => {
    const { here, live, clock, begin, reasonOf, stop } = await aLiveStage({ sessions: { ...sessions, inactivityTimeout: 2000 } });
    const [{ bearer, cookie, sid }, other] = [await begin(), await begin({ subject: 'grace' })];
    const [left, renewed] = [await live.open(bearer), await live.open(bearer)];
    await clock.advance(200);
    const result = await here.authenticate(cookie);
    if (result.status !== 'authenticated') throw new Error('expected to pass');
    const next = await here.issueAccessToken(result.principal);
    expect(await codeOf(renewed.renew('nonsense'))).toBe('token_malformed');
    expect(await codeOf(renewed.renew(String(other.bearer.header('authorization')?.slice(7))))).toBe('credential_kind_wrong');
    await renewed.renew(next.accessToken);
    await clock.advance(99);
    expect([left, renewed].map(reasonOf)).toEqual([undefined, undefined]);
    await clock.advance(1.2);
    expect([left, renewed].map(reasonOf)).toEqual(['token_expired', undefined]);
    await clock.advance(200);
    expect(reasonOf(renewed)).toBe('token_expired');
    expect((await here.listSessions('ada')).map((session) => session.sid)).toEqual([sid]);
    await stop();
  });

  it('7.3.1: is no activity: the session ends by inactivity, and the connection with it, unless somebody acts elsewhere', async () => {
    const { here, live, clock, begin, reasonOf, reads, stop } = await aLiveStage({ sessions });
    const [one, other] = [await begin(), await begin({ subject: 'grace' })];
    await clock.advance(300);
    const [idle, active] = [await live.open(one.cookie), await live.open(other.cookie)];
    await clock.advance(100);
    await here.changeGrants('ada', { roles: ['auditor'] });
    await clock.advance(190);
    await here.authenticate(other.cookie);
    const readsBefore = reads.count;
    await clock.advance(9.9);
    expect([idle, active].map(reasonOf)).toEqual([undefined, undefined]);
    await clock.advance(0.3);
    expect([idle, active].map(reasonOf)).toEqual(['session_expired', undefined]);
    expect(reads.count - readsBefore, 'one question each').toBeLessThanOrEqual(4);
    await stop();
  });

  it('7.3.2: ends at the overall timeout, however active the session is', async () => {
    const { here, live, clock, begin, reasonOf, stop } = await aLiveStage({ sessions });
    const { cookie } = await begin();
    const connection = await live.open(cookie);
    for (let at = 0; at < 1900; at += 100) {
      await clock.advance(100);
      await here.authenticate(cookie);
    }
    await clock.advance(99.9);
    expect(reasonOf(connection)).toBeUndefined();
    await clock.advance(0.3);
    expect(reasonOf(connection)).toBe('session_expired');
    await stop();
  });

  it('ends when the authentication that a route asks for is too old', async () => {
    const { live, clock, begin, reasonOf, stop } = await aLiveStage();
    const { cookie } = await begin();
    const connection = await live.open(cookie, { requirement: { maxAuthAge: 300 } });
    await clock.advance(299);
    expect(reasonOf(connection)).toBeUndefined();
    await clock.advance(1.3);
    expect(reasonOf(connection)).toBe('authentication_too_old');
    await stop();
  });

  it('is not cut short by a timer that cannot hold it', async () => {
    const year = 31_536_000;
    const { live, clock, begin, reasonOf, stop } = await aLiveStage({ sessions: { inactivityTimeout: year, overallTimeout: year } });
    const { cookie } = await begin();
    const connection = await live.open(cookie);
    await clock.advance(10);
    expect(reasonOf(connection)).toBeUndefined();
    await stop();
  });

  it('lets a token be shown in the place of the cookie', async () => {
    const { live, begin, stop } = await aLiveStage();
    const { cookie, bearer } = await begin();
    const connection = await live.open(cookie);
    await connection.renew(String(bearer.header('authorization')?.slice(7)));
    expect(connection.principal).toMatchObject({ subject: 'ada' });
    expect(live.size).toBe(1);
    await stop();
  });
});
