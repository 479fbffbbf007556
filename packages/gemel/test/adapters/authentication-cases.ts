/** How requests are authenticated, and what is refused. */
import { formatSessionToken } from '@gemel/protocol';
import { expect } from 'vitest';
import { COOKIE } from './host.ts';
import type { HttpCase } from './http-case.ts';

const unknownToken = formatSessionToken('A'.repeat(22), 'A'.repeat(43));

export const authenticationCases: readonly HttpCase[] = [
  {
    title: 'a request without a credential is anonymous',
    async run({ call }) {
      expect((await call('GET', '/whoami')).body).toEqual({ status: 'anonymous' });
      expect((await call('GET', '/whoami', { headers: [['cookie', 'theme=dark']] })).body).toEqual({ status: 'anonymous' });
    },
  },
  {
    title: 'either credential of a session opens the same doors as the same principal',
    async run({ call, begin }) {
      const { cookie, bearer, sid, subject } = await begin({ roles: ['staff'], permissions: ['orders:read'] });
      const byCookie = await call('GET', '/me', { headers: [cookie] });
      const byBearer = await call('GET', '/me', { headers: [bearer] });
      expect(byCookie.status).toBe(200);
      expect(byCookie.body).toMatchObject({ sid, subject, roles: ['staff'], permissions: ['orders:read'] });
      expect(byBearer.text).toBe(byCookie.text);
    },
  },
  {
    title: 'authenticate names the kind of credential',
    async run({ call, begin }) {
      const { cookie, bearer } = await begin();
      expect((await call('GET', '/whoami', { headers: [cookie] })).body).toMatchObject({ status: 'authenticated', credential: 'cookie' });
      expect((await call('GET', '/whoami', { headers: [bearer] })).body).toMatchObject({ status: 'authenticated', credential: 'bearer' });
    },
  },
  {
    title: 'both credentials are refused once the session has ended',
    async run({ call, begin, gemel }) {
      const { cookie, bearer, sid } = await begin();
      await gemel.revokeSession(sid);
      for (const header of [cookie, bearer]) {
        expect((await call('GET', '/whoami', { headers: [header] })).body).toMatchObject({ status: 'refused', error: 'session_revoked' });
        const refused = await call('GET', '/me', { headers: [header] });
        expect(refused.status).toBe(401);
        expect(refused.body).toMatchObject({ code: 'invalid_token' });
        expect(refused.setCookies).toEqual([]);
      }
    },
  },
  {
    title: 'a bearer token decides where both come',
    async run({ call, begin }) {
      const [one, other] = [await begin(), await begin()];
      expect((await call('GET', '/me', { headers: [one.cookie, other.bearer] })).body).toMatchObject({ sid: other.sid });
    },
  },
  {
    title: 'S05 a bad bearer token never falls through to a good cookie',
    async run({ call, begin }) {
      const { cookie, refreshToken, sessionToken } = await begin();
      for (const value of [
        'Bearer',
        'Bearer x',
        'Bearer a.b.c',
        'Basic Zm9vOmJhcg==',
        'Negotiate x',
        `Bearer ${refreshToken}`,
        `Bearer ${sessionToken}`,
        '',
      ]) {
        const answer = await call('GET', '/me', { headers: [cookie, ['authorization', value]] });
        expect([400, 401]).toContain(answer.status);
      }
    },
  },
  {
    title: 'S27 every malformed Authorization header is a 400 problem',
    async run({ call, begin }) {
      const { accessToken } = await begin();
      const malformed = [
        'Bearer',
        `Bearer  ${accessToken}`,
        `Bearer ${accessToken}, Bearer ${accessToken}`,
        `Bearer ${accessToken} x`,
        `Basic ${accessToken}`,
        accessToken,
        ',',
      ];
      for (const value of malformed) {
        const answer = await call('GET', '/me', { headers: [['authorization', value]] });
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({ code: 'authorization_malformed', error: 'invalid_request' });
        expect(answer.text).not.toContain(accessToken);
      }
    },
  },
  {
    title: 'S27 bytes outside ASCII in a bearer token are a 401, not a crash',
    async run({ call, begin }) {
      const { accessToken } = await begin();
      for (const value of [`Bearer ${accessToken}\u00a0`, `Bearer \u00ff${accessToken}`, 'Bearer \u00e2\u0080\u0080']) {
        expect((await call('GET', '/me', { headers: [['authorization', value]] })).status).toBe(401);
      }
    },
  },
  {
    title: 'two Authorization headers are refused, whichever is good and wherever it stands',
    async run({ call, begin }) {
      const { bearer } = await begin();
      for (const headers of [
        [bearer, ['authorization', 'Bearer x']],
        [['Authorization', 'Bearer x'], bearer],
        [bearer, bearer],
      ] as const) {
        const answer = await call('GET', '/me', { headers });
        expect(answer.status).toBe(400);
        expect(answer.body).toMatchObject({ code: 'authorization_malformed' });
      }
    },
  },
  {
    title: 'J27 no other token of the session is an access token or a session cookie',
    async run({ call, begin }) {
      const { accessToken, refreshToken, sessionToken, sid } = await begin();
      for (const token of [refreshToken, sessionToken, sid]) {
        expect((await call('GET', '/me', { headers: [['authorization', `Bearer ${token}`]] })).status).toBe(401);
      }
      for (const token of [
        refreshToken,
        accessToken,
        sid,
        `"${sessionToken}"`,
        `${sessionToken} `,
        sessionToken.toLowerCase(),
        `${sessionToken}.`,
      ]) {
        expect((await call('GET', '/me', { headers: [['cookie', `${COOKIE}=${token}; x=y`]] })).status).toBe(401);
      }
    },
  },
  {
    title: 'S28 a good session token under another name is no session cookie',
    async run({ call, begin }) {
      const { sessionToken } = await begin();
      for (const name of ['sid', '__Host-gemel', '__Host-Http-gemel-state', '__host-http-gemel', 'x__Host-Http-gemel', '__Secure-gemel']) {
        expect((await call('GET', '/whoami', { headers: [['cookie', `${name}=${sessionToken}`]] })).body).toEqual({ status: 'anonymous' });
      }
    },
  },
  {
    title: 'S05 any malformed session cookie is refused and not cleared',
    async run({ call }) {
      for (const value of [
        '',
        'x',
        'a.b',
        '%00',
        '..',
        `${unknownToken}=`,
        'A'.repeat(3000),
        '\u00e2\u0080\u0080',
        '{"sid":"x"}',
        `j:${unknownToken}`,
        unknownToken.replace('.', '%2e'),
      ]) {
        const answer = await call('GET', '/me', { headers: [['cookie', `${COOKIE}=${value}`]] });
        expect(answer.status).toBe(401);
        expect(answer.setCookies).toEqual([]);
      }
    },
  },
  {
    title: 'F17 an unknown session is never adopted, from cookie, header or query',
    async run({ call, gemel }) {
      const planted = 'A'.repeat(22);
      expect((await call('GET', '/me', { headers: [['cookie', `${COOKIE}=${unknownToken}`]] })).status).toBe(401);
      for (const headers of [
        [['x-session', unknownToken]],
        [['session-id', planted]],
        [['authorization', `Bearer ${unknownToken}`]],
      ] as const) {
        expect((await call('GET', '/me', { headers })).status).toBe(401);
      }
      for (const query of [`?sid=${planted}`, `?${COOKIE}=${unknownToken}`, `?access_token=${unknownToken}`, `;jsessionid=${planted}`]) {
        const answer = await call('GET', `/auth/session${query}`);
        expect(answer.status === 401 || answer.status === 418).toBe(true);
      }
      const signedIn = await call('POST', '/sign-in', { headers: [['cookie', `${COOKIE}=${unknownToken}`]] });
      expect(signedIn.setCookies).toHaveLength(1);
      expect(signedIn.setCookies[0]).not.toContain(planted);
      expect(signedIn.body).toMatchObject({ session: { sid: expect.not.stringContaining(planted) } });
      await expect(gemel.issueAccessToken({ sid: planted, generation: 1 })).rejects.toMatchObject({ code: 'session_unknown' });
    },
  },
  {
    title: 'ASVS 14.2.1 a good access token in the query is not looked at',
    async run({ call, begin }) {
      const { accessToken } = await begin();
      expect((await call('GET', `/auth/session?access_token=${accessToken}`)).status).toBe(401);
    },
  },
  {
    title: 'S32 a second session cookie is refused and cleared, whichever is good',
    async run({ call, begin }) {
      const { cookie, sessionToken } = await begin();
      const doubles = [
        `${COOKIE}=${unknownToken}; ${COOKIE}=${sessionToken}`,
        `${COOKIE}=${sessionToken}; x=y; ${COOKIE}=`,
        `${COOKIE}=${sessionToken};${COOKIE}=${sessionToken}`,
      ];
      for (const value of doubles) {
        const answer = await call('GET', '/me', { headers: [['cookie', value]] });
        expect(answer.status).toBe(401);
        expect(answer.setCookies).toEqual([expect.stringMatching(/^__Host-Http-gemel=; Path=\/; .*Max-Age=0/)]);
      }
      expect((await call('GET', '/me', { headers: [cookie, ['cookie', `${COOKIE}=x`]] })).setCookies).toHaveLength(1);
      expect((await call('GET', '/me', { headers: [cookie] })).status).toBe(200);
    },
  },
  {
    title: 'S32 names dressed in U+2000, U+00A0 or quotes change nothing, over real bytes',
    async run({ call, begin }) {
      const { sessionToken, sid } = await begin();
      const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
      for (const dressed of [`\u2000${COOKIE}`, `\u00a0${COOKIE}`, `$Version=1; $Path`, 'p="start']) {
        const header = bytes(`${dressed}=${unknownToken}; ${COOKIE}=${sessionToken}; z=end"`);
        expect((await call('GET', '/me', { headers: [['cookie', header]] })).body).toMatchObject({ sid });
        expect((await call('GET', '/whoami', { headers: [['cookie', bytes(`${dressed}=${sessionToken}`)]] })).body).toEqual({
          status: 'anonymous',
        });
      }
    },
  },
  {
    title: 'S23 no parameter, header or body names the subject',
    async run({ call, begin }) {
      const { subject } = await begin();
      const named: readonly (readonly [string, string])[] = [
        ['x-user', subject],
        ['x-forwarded-user', subject],
        ['content-type', 'application/json'],
      ];
      expect(
        (await call('POST', `/me?subject=${subject}`, { headers: named, body: JSON.stringify({ subject, sub: subject }) })).status,
      ).toBe(401);
    },
  },
];
