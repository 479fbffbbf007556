/** What `require` asks beyond a valid credential. */
import { expect } from 'vitest';
import type { HttpCase } from './http-case.ts';

const longAgo = 1_000_000_000;

export const guardCases: readonly HttpCase[] = [
  {
    title: 'a guard without a requirement asks for a sign-in, with a challenge',
    async run({ call }) {
      const answer = await call('GET', '/me');
      expect(answer.status).toBe(401);
      expect(answer.body).toMatchObject({ code: 'authentication_required', status: 401 });
      expect(answer.headers.get('www-authenticate')).toBe('Bearer realm="gemel"');
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('cache-control')).toBe('no-store');
    },
  },
  {
    title: 'a permission and a role are asked of either credential alike',
    async run({ call, begin }) {
      const [granted, plain] = [await begin({ roles: ['admin'], permissions: ['orders:read'] }), await begin({ permissions: ['orders'] })];
      for (const kind of ['cookie', 'bearer'] as const) {
        for (const path of ['/orders', '/admin']) {
          expect((await call('GET', path, { headers: [granted[kind]] })).status).toBe(200);
          const refused = await call('GET', path, { headers: [plain[kind]] });
          expect(refused.status).toBe(403);
          expect(refused.body).toMatchObject({ code: 'permission_missing', error: 'insufficient_scope' });
        }
      }
    },
  },
  {
    title: 'an authentication that is too old or too weak gets a step-up challenge (RFC 9470)',
    async run({ call, begin }) {
      const [old, strong] = [await begin({ authentication: { time: longAgo } }), await begin({ authentication: { acr: 'aal2' } })];
      for (const kind of ['cookie', 'bearer'] as const) {
        const tooOld = await call('GET', '/recent', { headers: [old[kind]] });
        expect([tooOld.status, tooOld.body['code']]).toEqual([401, 'authentication_too_old']);
        expect(tooOld.headers.get('www-authenticate')).toBe('Bearer error="insufficient_user_authentication", max_age="300"');
        const tooWeak = await call('GET', '/strong', { headers: [old[kind]] });
        expect([tooWeak.status, tooWeak.body['code']]).toEqual([401, 'authentication_too_weak']);
        expect(tooWeak.headers.get('www-authenticate')).toBe('Bearer error="insufficient_user_authentication", acr_values="aal2"');
        for (const path of ['/recent', '/strong']) expect((await call('GET', path, { headers: [strong[kind]] })).status).toBe(200);
      }
    },
  },
  {
    title: 'a route can be open to one kind of credential only',
    async run({ call, begin }) {
      const { cookie, bearer } = await begin();
      expect((await call('GET', '/pages', { headers: [cookie] })).status).toBe(200);
      expect((await call('GET', '/api', { headers: [bearer] })).status).toBe(200);
      for (const [path, header] of [
        ['/pages', bearer],
        ['/api', cookie],
      ] as const) {
        const answer = await call('GET', path, { headers: [header] });
        expect(answer.status).toBe(403);
        expect(answer.body).toMatchObject({ code: 'credential_kind_wrong' });
      }
    },
  },
  {
    title: 'all that is required must hold',
    async run({ call, begin }) {
      const enough = { permissions: ['orders:read'], authentication: { acr: 'aal2' } };
      expect((await call('GET', '/strict', { headers: [(await begin(enough)).cookie] })).status).toBe(200);
      expect((await call('GET', '/strict', { headers: [(await begin(enough)).bearer] })).status).toBe(403);
      for (const lacking of [
        { ...enough, permissions: [] },
        { ...enough, authentication: {} },
        { ...enough, authentication: { acr: 'aal2', time: longAgo } },
      ]) {
        expect((await call('GET', '/strict', { headers: [(await begin(lacking)).cookie] })).status).toBeGreaterThanOrEqual(401);
      }
    },
  },
  {
    title: 'a refusal can go to a page instead; a duplicate is cleared all the same',
    async run({ call, begin }) {
      const { cookie, sid } = await begin();
      const refused = await call('GET', '/page');
      expect([refused.status, refused.headers.get('location')]).toEqual([303, '/sign-in']);
      const doubled = await call('GET', '/page', { headers: [cookie, cookie] });
      expect([doubled.status, doubled.setCookies.length]).toEqual([303, 1]);
      expect((await call('GET', '/page', { headers: [cookie] })).body).toMatchObject({ sid });
    },
  },
];
