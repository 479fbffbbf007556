/** Tokens that are bound to a key, from the sign-in to the end, as clients meet them. RFC 9449 */
import { SESSION_GRANT } from '@gemel/protocol';
import { expect } from 'vitest';
import { form, type Header, sameOrigin } from './call-endpoint.ts';
import { ordersMembers } from './client-cases.ts';
import type { Credentials, Host } from './host.ts';
import type { HttpCase } from './http-case.ts';
import type { Answer } from './http-client.ts';
import { aKeyHolder, hashOf, type KeyHolder } from './key-holder.ts';

const byDpop = (holder: KeyHolder, token: string, method: string, path: string): readonly Header[] => [
  ['authorization', `DPoP ${token}`],
  ['dpop', holder.proof(method, path, { ath: hashOf(token) })],
];

const refresh = (host: Host, refreshToken: unknown, proof?: string): Promise<Answer> =>
  form(
    host,
    '/oauth/token',
    { grant_type: 'refresh_token', refresh_token: String(refreshToken) },
    proof === undefined ? [] : [['dpop', proof]],
  );

async function aBoundSession(host: Host): Promise<Credentials & { readonly holder: KeyHolder }> {
  const holder = aKeyHolder();
  return { ...(await host.begin({ mode: 'token', jkt: holder.jkt })), holder };
}

const invalidProof = [401, 'invalid_dpop_proof', expect.stringMatching(/^DPoP error="invalid_dpop_proof", algs="ES256 /)];
const invalidToken = [401, 'invalid_token', expect.stringMatching(/^DPoP error="invalid_token", algs="ES256 /)];
const said = ({ status, body, headers }: Answer): readonly unknown[] => [status, body['error'], headers.get('www-authenticate')];

export const proofCases: readonly HttpCase[] = [
  {
    title: 'proofs: a bound access token opens the doors with a proof, as the same principal as ever, and not without',
    async run(host) {
      const { accessToken, holder, sid } = await aBoundSession(host);
      const answer = await host.call('GET', '/me', { headers: byDpop(holder, accessToken, 'GET', '/me') });
      expect([answer.status, answer.body]).toMatchObject([200, { sid }]);
      expect(JSON.stringify(answer.body)).not.toContain(holder.jkt);
      expect(said(await host.call('GET', '/me', { headers: [['authorization', `Bearer ${accessToken}`]] }))).toEqual(invalidToken);
      expect(said(await host.call('GET', '/me', { headers: [['authorization', `DPoP ${accessToken}`]] }))).toEqual(invalidProof);
      expect(said(await host.call('GET', '/me', { headers: byDpop(aKeyHolder(), accessToken, 'GET', '/me') }))).toEqual(invalidProof);
      const whoami = await host.call('GET', '/whoami', { headers: byDpop(holder, accessToken, 'GET', '/whoami') });
      expect(whoami.body).toMatchObject({ status: 'authenticated', credential: 'bearer', isSenderConstrained: true });
    },
  },
  {
    title: 'proofs: an application binds the session that it starts to the key of the request, in every framework',
    async run(host) {
      const holder = aKeyHolder();
      const path = '/sign-in-by-token';
      const signedIn = await host.call('POST', path, { headers: [['dpop', holder.proof('POST', path)]] });
      const { accessToken, tokenType } = signedIn.body['tokens'] as Readonly<Record<string, string>>; // as the test application answers
      expect(tokenType).toBe('DPoP');
      expect((await host.call('GET', '/me', { headers: byDpop(holder, String(accessToken), 'GET', '/me') })).status).toBe(200);
      expect((await host.call('POST', path)).body).toMatchObject({ tokens: { tokenType: 'Bearer' } });
      const refused = await host.call('POST', path, { headers: [['dpop', holder.proof('GET', path)]] });
      expect(refused.status).toBe(400);
    },
  },
  {
    title: 'proofs: one is good once, for one method and one path, here and at the endpoints',
    async run(host) {
      const { accessToken, holder, sid } = await aBoundSession(host);
      const headers = byDpop(holder, accessToken, 'GET', '/auth/session');
      expect((await host.call('GET', '/auth/session', { headers })).body).toMatchObject({ sid });
      expect(said(await host.call('GET', '/auth/session', { headers }))).toEqual(invalidProof);
      const waiting = byDpop(holder, accessToken, 'GET', '/auth/session');
      expect((await host.call('GET', '/auth/session?wait=1', { headers: waiting })).body).toMatchObject({ sid });
      for (const [method, path] of [
        ['POST', '/me'],
        ['GET', '/orders'],
        ['GET', '/me/'],
      ] as const) {
        expect(said(await host.call('GET', '/me', { headers: byDpop(holder, accessToken, method, path) }))).toEqual(invalidProof);
      }
      expect((await host.call('GET', '/me?a=b', { headers: byDpop(holder, accessToken, 'GET', '/me') })).status).toBe(200);
      const forged: readonly Header[] = [
        ['authorization', `DPoP ${accessToken}`],
        ['dpop', holder.proof('GET', '/me', { ath: hashOf(accessToken), htu: 'https://evil.example/me' })],
        ['x-forwarded-host', 'evil.example'],
      ];
      expect(said(await host.call('GET', '/me', { headers: forged }))).toEqual(invalidProof);
    },
  },
  {
    title: 'proofs: a bearer token is none by the scheme DPoP, and no credential falls through to a cookie (S05)',
    async run(host) {
      const { accessToken, cookie } = await host.begin();
      const headers = [cookie, ...byDpop(aKeyHolder(), accessToken, 'GET', '/me')];
      expect(said(await host.call('GET', '/me', { headers }))).toEqual(invalidToken);
      expect((await host.call('GET', '/me', { headers: [cookie, ['authorization', 'DPoP']] })).status).toBe(400);
    },
  },
  {
    title: 'proofs: 10.3.5 a route may refuse tokens that are bound to no key; the cookie is none',
    async run(host) {
      const [bound, plain] = [await aBoundSession(host), await host.begin()];
      const proven = byDpop(bound.holder, bound.accessToken, 'GET', '/bound');
      expect((await host.call('GET', '/bound', { headers: proven })).status).toBe(200);
      expect(said(await host.call('GET', '/bound', { headers: [plain.bearer] }))).toEqual(invalidToken);
      expect((await host.call('GET', '/bound', { headers: [plain.cookie] })).status).toBe(200);
    },
  },
  {
    title: 'proofs: a bound refresh token is good with a proof by its key, and gives tokens that are bound to it',
    async run(host) {
      const { refreshToken, holder } = await aBoundSession(host);
      const first = await refresh(host, refreshToken, holder.proof('POST', '/oauth/token'));
      expect([first.status, first.body['token_type']]).toEqual([200, 'DPoP']);
      const accessToken = String(first.body['access_token']);
      expect((await host.call('GET', '/me', { headers: byDpop(holder, accessToken, 'GET', '/me') })).status).toBe(200);
      expect((await host.call('GET', '/me', { headers: [['authorization', `Bearer ${accessToken}`]] })).status).toBe(401);
      const again = await refresh(host, refreshToken, holder.proof('POST', '/oauth/token'));
      expect(again.body['refresh_token']).toBe(first.body['refresh_token']);
    },
  },
  {
    title: 'proofs: a stolen refresh token without a proof is refused, and its owner goes on',
    async run(host) {
      const { refreshToken, holder } = await aBoundSession(host);
      const proof = holder.proof('POST', '/oauth/token');
      for (const bad of [
        undefined,
        holder.proof('GET', '/oauth/token'),
        holder.proof('POST', '/auth/session'),
        'x',
        `${proof}, ${proof}`,
      ]) {
        const answer = await refresh(host, refreshToken, bad);
        expect([answer.status, answer.body['error']]).toEqual([400, 'invalid_dpop_proof']);
      }
      expect((await refresh(host, refreshToken, proof)).status).toBe(200);
      expect((await refresh(host, refreshToken, proof)).body['error']).toBe('invalid_dpop_proof');
    },
  },
  {
    title: 'proofs: F03 a stolen refresh token with a proof by another key ends its session',
    async run(host) {
      const { refreshToken, accessToken, holder } = await aBoundSession(host);
      const stolen = await refresh(host, refreshToken, aKeyHolder().proof('POST', '/oauth/token'));
      expect([stolen.status, stolen.body['error']]).toEqual([400, 'invalid_grant']);
      expect((await refresh(host, refreshToken, holder.proof('POST', '/oauth/token'))).body['error']).toBe('invalid_grant');
      expect((await host.call('GET', '/me', { headers: byDpop(holder, accessToken, 'GET', '/me') })).status).toBe(401);
    },
  },
  {
    title: 'proofs: the session cookie yields a token that is bound to the key of the proof, and stays as it is',
    async run(host) {
      const { cookie, sid } = await host.begin({ mode: 'cookie' });
      const holder = aKeyHolder();
      const ask = (...headers: readonly Header[]): Promise<Answer> =>
        form(host, '/oauth/token', { grant_type: SESSION_GRANT }, [cookie, sameOrigin, ...headers]);
      const bound = await ask(['dpop', holder.proof('POST', '/oauth/token')]);
      expect([bound.status, bound.body['token_type']]).toEqual([200, 'DPoP']);
      const accessToken = String(bound.body['access_token']);
      expect((await host.call('GET', '/me', { headers: byDpop(holder, accessToken, 'GET', '/me') })).body).toMatchObject({ sid });
      expect((await host.call('GET', '/me', { headers: [['authorization', `Bearer ${accessToken}`]] })).status).toBe(401);
      expect((await ask()).body['token_type']).toBe('Bearer');
      expect((await ask(['dpop', 'x'])).body['error']).toBe('invalid_dpop_proof');
      expect((await host.call('GET', '/me', { headers: [cookie] })).status).toBe(200);
    },
  },
  {
    title: 'proofs: introspection tells the key that a token is bound to, and metadata what a proof may be signed by',
    on: 'closed',
    async run(host) {
      const { accessToken, holder } = await aBoundSession(host);
      const { body } = await form(host, '/oauth/introspect', { token: accessToken, ...ordersMembers });
      expect(body).toMatchObject({ active: true, token_type: 'DPoP', cnf: { jkt: holder.jkt } });
      const metadata = await host.call('GET', '/.well-known/oauth-authorization-server');
      expect(metadata.body['dpop_signing_alg_values_supported']).toEqual(['ES256', 'Ed25519', 'EdDSA', 'PS256', 'RS256']);
    },
  },
  {
    title: 'proofs: whoever holds a bound token may end its session by it, as by any other (RFC 7009)',
    async run(host) {
      const { accessToken, holder } = await aBoundSession(host);
      expect((await form(host, '/oauth/revoke', { token: accessToken })).status).toBe(200);
      expect((await host.call('GET', '/me', { headers: byDpop(holder, accessToken, 'GET', '/me') })).status).toBe(401);
    },
  },
];
