/** Requests that come from elsewhere with a visitor's cookie, and what pages elsewhere may read. */
import { expect } from 'vitest';
import { ISSUER, PARTNER } from './host.ts';
import type { HttpCase } from './http-case.ts';

type Header = readonly [string, string];
const fromSite = (site: string): Header => ['sec-fetch-site', site];
const fromOrigin = (origin: string): Header => ['origin', origin];

export const crossSiteCases: readonly HttpCase[] = [
  {
    title: 'a cookie acts from the same origin, from the address bar and from the issuer as Origin',
    async run({ call, begin }) {
      const { cookie } = await begin();
      for (const header of [fromSite('same-origin'), fromSite('none'), fromOrigin(ISSUER)]) {
        expect((await call('POST', '/me', { headers: [cookie, header] })).status).toBe(200);
      }
    },
  },
  {
    title: 'J27 a cookie does not act from another site, from a sibling or from nowhere',
    async run({ call, begin }) {
      const { cookie } = await begin();
      const elsewhere: readonly (readonly Header[])[] = [
        [],
        [fromSite('cross-site')],
        [fromSite('same-site')],
        [fromOrigin('https://evil.example')],
        [fromOrigin('null')],
        [fromOrigin(PARTNER)],
        [fromSite('cross-site'), fromOrigin(`${ISSUER}.evil.example`)],
        [fromOrigin(ISSUER), fromOrigin('https://evil.example')],
      ];
      for (const headers of elsewhere) {
        for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
          const answer = await call(method, '/me', { headers: [cookie, ...headers] });
          expect(answer.status).toBe(403);
          expect(answer.body).toMatchObject({ code: 'cross_site_refused' });
          expect(answer.setCookies).toEqual([]);
        }
      }
    },
  },
  {
    title: 'a cookie reads from anywhere',
    async run({ call, begin }) {
      const { cookie } = await begin();
      expect((await call('GET', '/me', { headers: [cookie, fromSite('cross-site')] })).status).toBe(200);
    },
  },
  {
    title: 'ASVS 4.4.2 a cookie does not open a WebSocket from another site',
    async run({ call, begin }) {
      const { cookie } = await begin();
      const upgrade: readonly Header[] = [['upgrade', 'WebSocket']];
      expect((await call('GET', '/me', { headers: [cookie, ...upgrade, fromOrigin('https://evil.example')] })).status).toBe(403);
      expect((await call('GET', '/me', { headers: [cookie, ...upgrade, fromOrigin(ISSUER)] })).status).toBe(200);
    },
  },
  {
    title: 'a bearer client never needs an Origin',
    async run({ call, begin }) {
      const { bearer } = await begin();
      for (const headers of [[bearer], [bearer, fromSite('cross-site')], [bearer, fromOrigin('https://evil.example')]]) {
        expect((await call('POST', '/me', { headers })).status).toBe(200);
      }
    },
  },
  {
    title: 'an allowed origin may act with the cookie, across sites too',
    on: 'open',
    async run({ call, begin }) {
      const { cookie } = await begin();
      expect((await call('POST', '/me', { headers: [cookie, fromSite('cross-site'), fromOrigin(PARTNER)] })).status).toBe(200);
      expect((await call('POST', '/me', { headers: [cookie, fromSite('cross-site'), fromOrigin('https://evil.example')] })).status).toBe(
        403,
      );
    },
  },
  {
    title: 'without allowed origins no answer has a CORS header',
    async run({ call, begin }) {
      const { cookie } = await begin();
      for (const method of ['GET', 'OPTIONS']) {
        const { headers } = await call(method, '/auth/session', {
          headers: [cookie, fromOrigin(PARTNER), ['access-control-request-method', 'GET']],
        });
        expect([...headers.keys()].filter((name) => name.startsWith('access-control-allow-origin') || name === 'vary')).toEqual([]);
      }
    },
  },
  {
    title: 'an allowed origin reads the answer with credentials, refusals included',
    on: 'open',
    async run({ call, begin }) {
      const { cookie } = await begin();
      for (const headers of [[cookie, fromOrigin(PARTNER)], [fromOrigin(PARTNER)]]) {
        const answer = await call('GET', '/auth/session', { headers });
        expect(answer.headers.get('access-control-allow-origin')).toBe(PARTNER);
        expect(answer.headers.get('access-control-allow-credentials')).toBe('true');
        expect(answer.headers.get('vary')).toContain('Origin');
      }
    },
  },
  {
    title: 'ASVS 3.4.2 another origin reads nothing, and every answer varies by Origin',
    on: 'open',
    async run({ call, begin }) {
      const { cookie } = await begin();
      for (const origin of ['https://evil.example', 'null', `${PARTNER}.evil.example`, PARTNER.toUpperCase(), '*']) {
        const answer = await call('GET', '/auth/session', { headers: [cookie, fromOrigin(origin)] });
        expect(answer.headers.has('access-control-allow-origin')).toBe(false);
        expect(answer.headers.get('vary')).toContain('Origin');
      }
      expect((await call('GET', '/auth/session')).headers.get('vary')).toContain('Origin');
    },
  },
  {
    title: 'a preflight names the methods and headers, to an allowed origin only',
    on: 'open',
    async run({ call }) {
      const preflight = (origin: string): ReturnType<typeof call> =>
        call('OPTIONS', '/oauth/token', { headers: [fromOrigin(origin), ['access-control-request-method', 'POST']] });
      const allowed = await preflight(PARTNER);
      expect(allowed.status).toBe(204);
      expect(allowed.headers.get('access-control-allow-origin')).toBe(PARTNER);
      expect(allowed.headers.get('access-control-allow-methods')).toBe('OPTIONS, POST');
      expect(allowed.headers.get('access-control-allow-headers')).toBe('authorization, content-type, dpop');
      expect((await preflight('https://evil.example')).headers.has('access-control-allow-origin')).toBe(false);
    },
  },
];
