/** Revocation, the feed that tells of it, and what a failing store makes of both. */
import { expect } from 'vitest';
import { form, isAlive, sameOrigin, type Header } from './call-endpoint.ts';
import { COOKIE } from './host.ts';
import type { HttpCase } from './http-case.ts';

export const revocationCases: readonly HttpCase[] = [
  {
    title: 'revoke: RFC 7009 any token of a session ends it, and an unknown one is a 200 as well',
    async run(host) {
      for (const kind of ['accessToken', 'refreshToken', 'sessionToken'] as const) {
        const session = await host.begin();
        const answer = await form(host, '/oauth/revoke', { token: session[kind], token_type_hint: 'nonsense' });
        expect([answer.status, answer.text]).toEqual([200, '']);
        expect(await isAlive(host, session)).toBe(false);
        expect((await host.call('GET', '/me', { headers: [session.bearer] })).status).toBe(401);
      }
      for (const token of ['x', 'a.b.c', 'grt_x', '\u0000', ' ']) expect((await form(host, '/oauth/revoke', { token })).status).toBe(200);
      const refused = await form(host, '/oauth/revoke', {});
      expect(refused.body).toMatchObject({ code: 'request_malformed' });
      expect(refused.headers.get('content-type')).toBe('application/json'); // RFC 7009, section 2.2.1; RFC 6749, section 5.2
    },
  },
  {
    title: 'revoke: a tampered token of a live session ends nothing',
    async run(host) {
      const session = await host.begin();
      const tamper = (token: string): string => `${token.slice(0, -8)}${token.slice(-8) === 'AAAAAAAA' ? 'BBBBBBBB' : 'AAAAAAAA'}`;
      for (const kind of ['accessToken', 'refreshToken', 'sessionToken'] as const) {
        expect((await form(host, '/oauth/revoke', { token: tamper(session[kind]) })).status).toBe(200);
      }
      expect((await form(host, '/oauth/revoke', { token: session.sid })).status).toBe(200);
      expect(await isAlive(host, session)).toBe(true);
    },
  },
  {
    title: 'S14 a revocation that the store did not take is a 503 with Retry-After, the session stands and the cookie stays',
    async run(host) {
      const session = await host.begin();
      await host.whileBroken(async () => {
        const answers = [
          await form(host, '/oauth/revoke', { token: session.refreshToken }),
          await form(host, '/oauth/revoke', { token: session.accessToken }),
          await host.call('POST', '/auth/sign-out', { headers: [session.cookie, sameOrigin] }),
          await host.call('POST', '/sign-out-here', { headers: [session.cookie, sameOrigin] }),
          await host.call('DELETE', `/auth/sessions/${session.sid}`, { headers: [session.cookie, sameOrigin] }),
          await host.call('DELETE', '/auth/sessions?scope=all', { headers: [session.cookie, sameOrigin] }),
        ];
        for (const answer of answers) {
          expect(answer.status).toBe(503);
          expect(answer.headers.get('retry-after')).toBe('1');
          expect(answer.body).toMatchObject({ code: 'store_unavailable', error: 'temporarily_unavailable' });
          expect(answer.setCookies).toEqual([]);
        }
      });
      expect(await isAlive(host, session)).toBe(true);
    },
  },
  {
    title: 'S05 a session that could not be judged is a 503, never let in and never anonymous',
    async run({ call, gemel, whileBroken }) {
      const unknown: Header = ['cookie', `${COOKIE}=${'A'.repeat(22)}.${'A'.repeat(43)}`];
      await whileBroken(async () => {
        for (const path of ['/me', '/orders', '/page', '/auth/session', '/auth/sessions']) {
          const answer = await call('GET', path, { headers: [unknown] });
          expect(answer.status).toBe(503);
          expect(answer.body).toMatchObject({ code: 'store_unavailable' });
          expect(answer.setCookies).toEqual([]);
        }
        expect((await call('POST', '/sign-in')).status).toBe(503);
      });
      expect(gemel.options.issuer).toBe('https://app.example');
    },
  },
  {
    title: 'feed: a page with the nonce echoed, uncached, whose cursor goes on',
    async run(host) {
      const session = await host.begin();
      const first = await host.call('GET', '/feed?nonce=abc_-123');
      expect(first.headers.get('cache-control')).toBe('no-store');
      expect(first.body).toMatchObject({
        nonce: 'abc_-123',
        isSnapshot: true,
        hasMore: false,
        age: 0,
        maxStaleness: 5,
        now: expect.any(Number),
      });
      await host.gemel.revokeSession(session.sid);
      const next = await host.call('GET', `/feed?after=${encodeURIComponent(String(first.body['cursor']))}`);
      expect(next.body).toMatchObject({ isSnapshot: false, entries: [expect.objectContaining({ kind: 'session', sid: session.sid })] });
      expect(next.body).not.toHaveProperty('nonce');
    },
  },
  {
    title: 'feed: a long poll answers as soon as there is news',
    async run(host) {
      const session = await host.begin();
      const { body } = await host.call('GET', '/feed');
      const startMs = performance.now();
      const waiting = host.call('GET', `/feed?after=${encodeURIComponent(String(body['cursor']))}&wait=4.5&nonce=n`);
      await host.gemel.revokeSession(session.sid);
      expect((await waiting).body).toMatchObject({ nonce: 'n', entries: [expect.objectContaining({ sid: session.sid })] });
      expect(performance.now() - startMs).toBeLessThan(4000);
    },
  },
  {
    title: 'feed: a query that is not in its form is refused',
    async run({ call }) {
      const wrong = [
        'wait=-1',
        'wait=1e9',
        'wait=x',
        'wait=99999',
        'wait=1&wait=2',
        'nonce=a&nonce=b',
        'nonce=%3Cscript%3E',
        `nonce=${'n'.repeat(65)}`,
        'after=%0a',
        `after=${'a'.repeat(4097)}`,
        'after=a%20b',
      ];
      for (const query of wrong) {
        const answer = await call('GET', `/feed?${query}`);
        expect([query, answer.status, answer.body['code']]).toEqual([query, 400, 'request_malformed']);
      }
      for (const after of ['nonsense', 'a'.repeat(4096)]) {
        expect((await call('GET', `/feed?after=${after}`)).body).toMatchObject({ isSnapshot: true });
      }
    },
  },
];
