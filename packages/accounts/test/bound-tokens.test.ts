/** Sign-ins with a proof of possession, and the tokens that come of them, as a client that others wrote meets them: openid-client makes the requests and the proofs. */
import { SESSION_GRANT } from '@gemel/protocol';
import { createEndpoints, type Endpoints } from 'gemel/endpoints';
import * as oauth from 'openid-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountEndpoints } from '../src/index.ts';
import { totpCode } from '../src/totp/totp-code.ts';
import { adasEmail, aWorld, issuer, password, type World } from './a-world.ts';
import { fromBase32 } from './second-factor/an-owner.ts';
import { present } from './support.ts';

let world: World;
let all: readonly Endpoints[];
beforeEach(async () => {
  world = await aWorld();
  all = [createEndpoints(world.gemel), createAccountEndpoints(world.accounts, world.gemel)];
  await world.accounts.signUp({ email: adasEmail, password });
});
afterEach(() => world.stop());

/** The library's requests go to the endpoints without a network. At the sign-in there is no token yet: what it sends in the place of one is left out. */
async function send(url: string, { method, headers, body }: oauth.CustomFetchOptions): Promise<Response> {
  const request = new Request(url, { method, headers, ...(body ? { body: body as string } : {}) });
  if (url.endsWith('/auth/sign-in')) request.headers.delete('authorization');
  for (const endpoints of all) {
    const answer = await endpoints.handle(request, { remoteAddress: '10.0.0.1' });
    if (answer !== undefined) return answer;
  }
  return new Response(null, { status: 404 });
}

interface Client {
  readonly configuration: oauth.Configuration;
  readonly handle: oauth.DPoPHandle;
}

async function aClient(): Promise<Client> {
  const options = { algorithm: 'oauth2' as const, [oauth.customFetch]: send };
  const configuration = await oauth.discovery(new URL(issuer), 'gemel', undefined, oauth.None(), options);
  return { configuration, handle: oauth.getDPoPHandle(configuration, await oauth.randomDPoPKeyPair('ES256')) };
}

function fetchWith({ configuration, handle }: Client, token: string, path: string, method = 'GET', body?: string): Promise<Response> {
  const headers = new Headers(body === undefined ? {} : { 'content-type': 'application/json' });
  return oauth.fetchProtectedResource(configuration, token, new URL(issuer + path), method, body, headers, { DPoP: handle });
}

async function signIn(client: Client): Promise<Readonly<Record<string, string>>> {
  const answer = await fetchWith(client, 'none', '/auth/sign-in', 'POST', JSON.stringify({ email: adasEmail, password, mode: 'token' }));
  return (await answer.json()) as Record<string, string>; // of texts, as far as it is looked at
}

describe('tokens that are bound to the key of openid-client', () => {
  it('come of a sign-in with a proof, are refreshed with one, and open the doors with one', async () => {
    const client = await aClient();
    expect(client.configuration.serverMetadata().dpop_signing_alg_values_supported).toContain('ES256');
    const first = await signIn(client);
    expect(first['token_type']).toBe('DPoP');
    const next = await oauth.refreshTokenGrant(client.configuration, present(first['refresh_token']), {}, { DPoP: client.handle });
    expect(next.token_type).toBe('dpop');
    const opened = await fetchWith(client, next.access_token, '/auth/session');
    expect([opened.status, await opened.json()]).toMatchObject([200, { subject: expect.any(String) }]);
  });

  it('are worth nothing to another client, which ends the session where it tries the refresh token', async () => {
    const [owner, thief] = [await aClient(), await aClient()];
    const { access_token: token, refresh_token: refreshToken } = await signIn(owner);
    await expect(fetchWith(thief, present(token), '/auth/session')).rejects.toMatchObject({ status: 401 });
    expect((await fetchWith(owner, present(token), '/auth/session')).status).toBe(200);
    const stolen = oauth.refreshTokenGrant(thief.configuration, present(refreshToken), {}, { DPoP: thief.handle });
    // Which that library reads of `application/json` alone (RFC 6749, section 5.2).
    await expect(stolen).rejects.toMatchObject({ status: 400, error: 'invalid_grant' });
    await expect(fetchWith(owner, present(token), '/auth/session')).rejects.toMatchObject({ status: 401 });
  });

  it('are not what a sign-in without a proof gets, nor a cookie', async () => {
    const ask = (mode: string): Promise<Response> =>
      send(`${issuer}/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email: adasEmail, password, mode }),
        redirect: 'manual',
      });
    expect(await (await ask('token')).json()).toMatchObject({ token_type: 'Bearer' });
    const cookie = present((await ask('cookie')).headers.get('set-cookie')?.split(';')[0]);
    const { configuration, handle } = await aClient();
    const headers = new Headers({ cookie, 'sec-fetch-site': 'same-origin' });
    const exchange = await send(`${issuer}/oauth/token`, {
      method: 'POST',
      headers: { ...Object.fromEntries(headers), 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ grant_type: SESSION_GRANT }).toString(),
      redirect: 'manual',
    });
    const { access_token: token } = (await exchange.json()) as { access_token: string };
    await expect(fetchWith({ configuration, handle }, token, '/auth/session')).rejects.toMatchObject({ status: 401 });
  });

  it('come of the second step of a sign-in as well, bound to the key of the first', async () => {
    const jkt = 'A'.repeat(43);
    const { gemel, accounts, clock } = world;
    const half = await accounts.signIn({ email: adasEmail, password, mode: 'token', jkt, clientId: 'another' });
    const pending = half.status === 'second_factor_needed' ? half.pending : '';
    const { enrolment, secret } = await accounts.secondFactor.enrolment.begin(pending);
    const code = totpCode(fromBase32(secret), Math.floor(clock.seconds / 30));
    const { tokens } = await accounts.secondFactor.enrolment.confirm({ pending, enrolment, code });
    expect(tokens?.tokenType).toBe('DPoP');
    expect((await gemel.introspectAccessToken(present(tokens).accessToken)).cnf).toEqual({ jkt });
  });
});
