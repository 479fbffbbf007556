/** How sessions begin and end over HTTP, and what happens to the cookie. */
import { expect } from 'vitest';
import { COOKIE } from './host.ts';
import type { HttpCase } from './http-case.ts';

const given = /^__Host-Http-gemel=([\w-]{22}\.[\w-]{43}); Path=\/; Secure; HttpOnly; SameSite=Lax$/;
const sameOrigin = ['sec-fetch-site', 'same-origin'] as const;

export const cookieCases: readonly HttpCase[] = [
  {
    title: 'ASVS 3.3.1 to 3.3.5 a sign-in sets one cookie with every attribute, and no cache keeps the answer',
    async run({ call }) {
      const answer = await call('POST', '/sign-in');
      expect(answer.setCookies).toEqual([expect.stringMatching(given)]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      const token = given.exec(answer.setCookies[0] ?? '')?.[1] ?? '';
      expect((await call('GET', '/me', { headers: [['cookie', `${COOKIE}=${token}`]] })).body).toMatchObject({ subject: 'ada' });
    },
  },
  {
    title: 'a session held by tokens sets no cookie',
    async run({ call }) {
      const answer = await call('POST', '/sign-in-by-token');
      expect(answer.body).toMatchObject({ tokens: { accessToken: expect.any(String), refreshToken: expect.any(String) } });
      expect(answer.setCookies).toEqual([]);
    },
  },
  {
    title: 'S01 a sign-in gives a new session and ends the one whose cookie came with it',
    async run({ call, begin }) {
      const before = await begin();
      const answer = await call('POST', '/sign-in', { headers: [before.cookie, sameOrigin] });
      expect(answer.setCookies[0]).toMatch(given);
      expect(answer.setCookies[0]).not.toContain(before.sid);
      for (const header of [before.cookie, before.bearer]) expect((await call('GET', '/me', { headers: [header] })).status).toBe(401);
    },
  },
  {
    title: 'S01 a sign-in for tokens leaves the session of the cookie alone',
    async run({ call, begin }) {
      const before = await begin();
      await call('POST', '/sign-in-by-token', { headers: [before.cookie, sameOrigin] });
      expect((await call('GET', '/me', { headers: [before.cookie] })).status).toBe(200);
    },
  },
  {
    title: 'S01 a sign-in leaves the session of a bearer token alone',
    async run({ call, begin }) {
      const { bearer } = await begin();
      expect((await call('POST', '/sign-in', { headers: [bearer] })).setCookies).toHaveLength(1);
      expect((await call('GET', '/me', { headers: [bearer] })).status).toBe(200);
    },
  },
  {
    title: 'S01 a step-up gives a new cookie, and the old one is dead',
    async run({ call, begin }) {
      const { cookie, bearer } = await begin();
      const answer = await call('POST', '/step-up', { headers: [cookie, sameOrigin] });
      const token = given.exec(answer.setCookies[0] ?? '')?.[1] ?? '';
      expect((await call('GET', '/me', { headers: [cookie] })).status).toBe(401);
      expect((await call('GET', '/me', { headers: [bearer] })).status).toBe(401);
      expect((await call('GET', '/me', { headers: [['cookie', `${COOKIE}=${token}`]] })).body).toMatchObject({
        authentication: { amr: ['otp'] },
      });
    },
  },
  {
    title: 'S03 ending a session clears the cookie and kills a captured copy, and the token with it',
    async run({ call, begin }) {
      const { cookie, bearer } = await begin();
      const answer = await call('POST', '/sign-out-here', { headers: [cookie, sameOrigin] });
      expect(answer.status).toBe(200);
      expect(answer.setCookies).toEqual([expect.stringMatching(/^__Host-Http-gemel=; .*Max-Age=0/)]);
      for (const header of [cookie, bearer]) expect((await call('GET', '/me', { headers: [header] })).status).toBe(401);
    },
  },
  {
    title: 'a bearer client that ends its session is sent no cookie',
    async run({ call, begin }) {
      const { bearer } = await begin();
      expect((await call('POST', '/sign-out-here', { headers: [bearer] })).setCookies).toEqual([]);
      expect((await call('GET', '/me', { headers: [bearer] })).status).toBe(401);
    },
  },
  {
    title: 'another site cannot sign anybody out',
    async run({ call, begin }) {
      const { cookie } = await begin();
      for (const path of ['/sign-out-here', '/auth/sign-out']) {
        const answer = await call('POST', path, { headers: [cookie, ['sec-fetch-site', 'cross-site']] });
        expect(answer.status).toBe(403);
        expect(answer.setCookies).toEqual([]);
      }
      expect((await call('POST', '/auth/sign-out', { headers: [['sec-fetch-site', 'cross-site']] })).setCookies).toEqual([]);
      expect((await call('GET', '/me', { headers: [cookie] })).status).toBe(200);
    },
  },
  {
    title: 'a session remembers the user agent and the address of the peer',
    async run({ call, gemel }) {
      const forged = ['x-forwarded-for', '203.0.113.66'] as const;
      const answer = await call('POST', '/sign-in', { headers: [['user-agent', 'Browser\u00e9\t1'], forged] });
      const { sid } = answer.body['session'] as { readonly sid: string };
      const session = (await gemel.listSessions('ada')).find((one) => one.sid === sid);
      expect(session?.client).toEqual({ userAgent: 'Browser??1', address: '127.0.0.1' });
    },
  },
  {
    title: 'S18 behind a trusted proxy the address is the last one that it saw',
    on: 'open',
    async run({ call, gemel }) {
      const answer = await call('POST', '/sign-in', {
        headers: [
          ['x-forwarded-for', '203.0.113.66'],
          ['x-forwarded-for', '192.0.2.7'],
        ],
      });
      const { sid } = answer.body['session'] as { readonly sid: string };
      expect((await gemel.listSessions('ada')).find((one) => one.sid === sid)?.client.address).toBe('192.0.2.7');
    },
  },
];
