/** Who am I, which sessions have I, and how do they end. */
import { expect } from 'vitest';
import { form, isAlive, sameOrigin } from './call-endpoint.ts';
import { COOKIE } from './host.ts';
import type { Answer } from './http-client.ts';
import type { HttpCase } from './http-case.ts';

export const sessionCases: readonly HttpCase[] = [
  {
    title: 'session: the same principal by either credential, uncached',
    async run({ call, begin }) {
      const { cookie, bearer, sid, subject } = await begin({ roles: ['staff'] });
      const [one, two] = [
        await call('GET', '/auth/session', { headers: [cookie] }),
        await call('GET', '/auth/session', { headers: [bearer] }),
      ];
      expect(one.body).toMatchObject({ sid, subject, roles: ['staff'], permissions: [], claims: {} });
      expect(two.text).toBe(one.text);
      expect(one.headers.get('cache-control')).toBe('no-store');
      expect((await call('GET', '/auth/session')).status).toBe(401);
    },
  },
  {
    title: "session: a request that waits is answered by its session's end, as any request is then, and by no other's",
    async run({ call, begin, gemel }) {
      for (const kind of ['cookie', 'bearer'] as const) {
        const [mine, other] = [await begin(), await begin()];
        let isAnswered = false;
        const waiting = call('GET', '/auth/session?wait=50', { headers: [mine[kind]] }).finally(() => (isAnswered = true));
        // Whoever comes later is served: nothing is held up, and the first one still waits.
        expect((await call('GET', '/auth/session', { headers: [mine[kind]] })).status).toBe(200);
        await gemel.revokeSession(other.sid);
        expect((await call('GET', '/auth/session', { headers: [mine[kind]] })).status).toBe(200);
        expect(isAnswered).toBe(false);
        await gemel.revokeSession(mine.sid);
        const answer = await waiting;
        expect([answer.status, answer.body['code'], answer.setCookies]).toEqual([401, 'invalid_token', []]);
      }
    },
  },
  {
    title: 'session: a request that waits in vain has the principal, and one whose session has ended does not wait',
    async run({ call, begin, gemel }) {
      const { cookie, sid } = await begin();
      expect((await call('GET', '/auth/session?wait=1', { headers: [cookie] })).body).toMatchObject({ sid });
      for (const query of ['wait=-1', 'wait=1.5', 'wait=x', 'wait=99999', 'wait=1&wait=2'])
        expect((await call('GET', `/auth/session?${query}`, { headers: [cookie] })).body).toMatchObject({ code: 'request_malformed' });
      await gemel.revokeSession(sid);
      expect((await call('GET', '/auth/session?wait=50', { headers: [cookie] })).status).toBe(401);
      expect((await call('GET', '/auth/session?wait=50')).body).toMatchObject({ code: 'authentication_required' });
    },
  },
  {
    title: 'sessions: the list holds the own sessions, marks the current one and shows no secret',
    async run({ call, begin }) {
      const mine = await begin({ client: { userAgent: 'Phone' } });
      const [other] = [await begin({ subject: mine.subject }), await begin()];
      const answer = await call('GET', '/auth/sessions', { headers: [mine.cookie] });
      const sessions = answer.body['sessions'] as readonly Record<string, unknown>[];
      expect(sessions.map(({ sid, current }) => [sid, current])).toEqual(
        expect.arrayContaining([
          [mine.sid, true],
          [other.sid, false],
        ]),
      );
      expect(sessions).toHaveLength(2);
      expect(sessions.find(({ sid }) => sid === mine.sid)).toMatchObject({
        client: { userAgent: 'Phone' },
        lastSeenAt: expect.any(Number),
      });
      for (const secret of [mine.sessionToken, mine.sessionToken.split('.')[1], other.refreshToken])
        expect(answer.text).not.toContain(secret);
    },
  },
  {
    title: "sessions: S30 one's own session can be ended, another's looks like none",
    async run(host) {
      const [mine, other] = [await host.begin(), await host.begin()];
      const second = await host.begin({ subject: mine.subject });
      const end = async (sid: string): Promise<number> =>
        (await host.call('DELETE', `/auth/sessions/${sid}`, { headers: [mine.cookie, sameOrigin] })).status;
      for (const sid of [other.sid, 'A'.repeat(22), 'x', '%00', '..%2f..', `${second.sid}%20`])
        expect([sid, await end(sid)]).toEqual([sid, 404]);
      expect(await isAlive(host, other)).toBe(true);
      expect(await end(second.sid)).toBe(204);
      expect(await isAlive(host, second)).toBe(false);
      expect(await isAlive(host, mine)).toBe(true);
    },
  },
  {
    title: 'sessions: ending the current one is a sign-out',
    async run(host) {
      const [byCookie, byBearer] = [await host.begin(), await host.begin()];
      const answer = await host.call('DELETE', `/auth/sessions/${byCookie.sid}`, { headers: [byCookie.cookie, sameOrigin] });
      expect([answer.status, answer.setCookies.length]).toEqual([204, 1]);
      const other = await host.call('DELETE', `/auth/sessions/${byBearer.sid}`, { headers: [byBearer.bearer] });
      expect([other.status, other.setCookies.length]).toEqual([204, 0]);
      expect([await isAlive(host, byCookie), await isAlive(host, byBearer)]).toEqual([false, false]);
    },
  },
  {
    title: 'sessions: others or all can be ended, and nothing else',
    async run(host) {
      const mine = await host.begin();
      const others = [await host.begin({ subject: mine.subject }), await host.begin({ subject: mine.subject })];
      const stranger = await host.begin();
      const end = (query: string): Promise<Answer> => host.call('DELETE', `/auth/sessions${query}`, { headers: [mine.cookie, sameOrigin] });
      for (const query of ['', '?scope=', '?scope=mine', '?scope=others&scope=all'])
        expect((await end(query)).body).toMatchObject({ code: 'request_malformed' });
      const answer = await end('?scope=others');
      expect((answer.body['ended'] as readonly string[]).toSorted()).toEqual(others.map(({ sid }) => sid).toSorted());
      expect(answer.setCookies).toEqual([]);
      for (const other of others) expect(await isAlive(host, other)).toBe(false);
      expect(await isAlive(host, mine)).toBe(true);
      expect((await end('?scope=all')).setCookies).toHaveLength(1);
      expect([await isAlive(host, mine), await isAlive(host, stranger)]).toEqual([false, true]);
    },
  },
  {
    title: 'sessions: nothing is ended across sites',
    async run(host) {
      const session = await host.begin();
      for (const path of [`/auth/sessions/${session.sid}`, '/auth/sessions?scope=all']) {
        expect((await host.call('DELETE', path, { headers: [session.cookie] })).status).toBe(403);
      }
      expect(await isAlive(host, session)).toBe(true);
    },
  },
  {
    title: 'sign-out: ends the session and clears the cookie; again, it is done already',
    async run(host) {
      const session = await host.begin();
      for (let time = 0; time < 2; time++) {
        const answer = await host.call('POST', '/auth/sign-out', { headers: [session.cookie, sameOrigin] });
        expect(answer.status).toBe(204);
        expect(answer.setCookies).toEqual([expect.stringMatching(/^__Host-Http-gemel=; .*Max-Age=0/)]);
      }
      expect(await isAlive(host, session)).toBe(false);
      const nobody = await host.call('POST', '/auth/sign-out');
      expect([nobody.status, nobody.setCookies.length]).toEqual([204, 0]);
    },
  },
  {
    title: 'sign-out: S03 a request that cannot tell its session ends none, and is not told that it did',
    async run(host) {
      const session = await host.begin();
      const doubled = await host.call('POST', '/auth/sign-out', { headers: [session.cookie, ['cookie', `${COOKIE}=x`], sameOrigin] });
      expect([doubled.status, doubled.setCookies.length]).toEqual([401, 1]);
      expect(await isAlive(host, session)).toBe(true);
      const { sessionToken } = await host.gemel.stepUp(session.sid, { amr: ['otp'] });
      const late = await host.call('POST', '/auth/sign-out', { headers: [session.cookie, sameOrigin] });
      expect([late.status, late.setCookies.length]).toEqual([401, 0]);
      expect((await host.call('GET', '/me', { headers: [['cookie', `${COOKIE}=${sessionToken}`]] })).status).toBe(200);
    },
  },
  {
    title: 'sign-out: S29 a form is sent on to a fixed path, whatever it asks for',
    async run(host) {
      const { cookie } = await host.begin();
      const answer = await form(host, '/auth/sign-out?next=https://evil.example', { next: '//evil.example' }, [cookie, sameOrigin]);
      expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
    },
  },
  {
    title: 'sign-out: a bearer client ends its session and is told where its token is bad',
    async run(host) {
      const session = await host.begin();
      expect((await host.call('POST', '/auth/sign-out', { headers: [session.bearer] })).setCookies).toEqual([]);
      expect(await isAlive(host, session)).toBe(false);
      expect((await host.call('POST', '/auth/sign-out', { headers: [['authorization', 'Bearer x']] })).status).toBe(401);
      const bystander = await host.begin();
      const again = await host.call('POST', '/auth/sign-out', { headers: [session.bearer, bystander.cookie, sameOrigin] });
      expect([again.status, again.setCookies.length, await isAlive(host, bystander)]).toEqual([401, 0, true]);
    },
  },
];
