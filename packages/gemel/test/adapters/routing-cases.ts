/** Where endpoints lie, which methods they take, and the key set. */
import { expect } from 'vitest';
import { ISSUER } from './host.ts';
import type { HttpCase } from './http-case.ts';

export const routingCases: readonly HttpCase[] = [
  {
    title: 'metadata: says where the rest is (RFC 8414), to anybody, and of no endpoint that is not there',
    async run({ call }) {
      const answer = await call('GET', '/.well-known/oauth-authorization-server');
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/json']);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
      expect(answer.body).toEqual({
        issuer: ISSUER,
        jwks_uri: `${ISSUER}/.well-known/jwks.json`,
        gemel_feed_uri: `${ISSUER}/feed`,
        token_endpoint: `${ISSUER}/oauth/token`,
        token_endpoint_auth_methods_supported: ['none'],
        grant_types_supported: ['refresh_token', 'urn:gemel:session'],
        response_types_supported: [],
        dpop_signing_alg_values_supported: ['ES256', 'Ed25519', 'EdDSA', 'PS256', 'RS256'],
        revocation_endpoint: `${ISSUER}/oauth/revoke`,
        revocation_endpoint_auth_methods_supported: ['none'],
      });
    },
  },
  {
    title: 'JWKS: public keys alone, cacheable, with an ETag that answers 304',
    async run({ call }) {
      const answer = await call('GET', '/.well-known/jwks.json');
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('application/jwk-set+json');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=60');
      const keys = answer.body['keys'] as readonly Record<string, unknown>[];
      expect(keys.length).toBeGreaterThanOrEqual(2);
      for (const key of keys) {
        expect(key).toMatchObject({ kty: 'EC', alg: 'ES256', use: 'sig', kid: expect.any(String) });
        expect(key).not.toHaveProperty('d');
      }
      const again = await call('GET', '/.well-known/jwks.json', { headers: [['if-none-match', answer.headers.get('etag') ?? '']] });
      expect([again.status, again.text]).toEqual([304, '']);
    },
  },
  {
    title: 'ASVS 4.1.4 other methods are refused with Allow, and OPTIONS says the same',
    async run({ call }) {
      const allowed: readonly (readonly [path: string, allow: string, wrong: string])[] = [
        ['/.well-known/jwks.json', 'OPTIONS, GET, HEAD', 'POST'],
        ['/.well-known/oauth-authorization-server', 'OPTIONS, GET, HEAD', 'POST'],
        ['/feed', 'OPTIONS, GET, HEAD', 'DELETE'],
        ['/oauth/token', 'OPTIONS, POST', 'GET'],
        ['/oauth/revoke', 'OPTIONS, POST', 'PUT'],
        ['/auth/session', 'OPTIONS, GET, HEAD', 'PATCH'],
        ['/auth/sessions', 'OPTIONS, GET, HEAD, DELETE', 'POST'],
        [`/auth/sessions/${'A'.repeat(22)}`, 'OPTIONS, DELETE', 'GET'],
        ['/auth/sign-out', 'OPTIONS, POST', 'GET'],
      ];
      for (const [path, allow, wrong] of allowed) {
        const refused = await call(wrong, path);
        expect([refused.status, refused.headers.get('allow'), refused.body['code']]).toEqual([405, allow, 'method_not_allowed']);
        const options = await call('OPTIONS', path);
        expect([options.status, options.headers.get('allow')]).toEqual([204, allow]);
      }
    },
  },
  {
    title: 'HEAD is GET without the body',
    async run({ call, begin }) {
      const { cookie } = await begin();
      const answer = await call('HEAD', '/auth/session', { headers: [cookie] });
      expect([answer.status, answer.text, answer.headers.get('content-type')]).toEqual([200, '', 'application/json']);
      expect((await call('HEAD', '/auth/session')).status).toBe(401);
    },
  },
  {
    title: 'paths are compared as they are; what is not an endpoint is left to the application',
    async run({ call }) {
      for (const path of [
        '/',
        '/oauth/token/',
        '/oauth//token',
        '//oauth/token',
        '/OAUTH/token',
        '/oauth/tokenx',
        '/auth/sessions/',
        '/auth/sessions/a/b',
        '/oauth/tok%65n',
        '/auth',
      ]) {
        expect([path, (await call('POST', path)).status]).toEqual([path, 418]);
      }
    },
  },
];
