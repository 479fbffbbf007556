/** `DELETE /auth/account` and `POST /auth/account/export` as any client meets them. */
import { endpointPaths } from '@gemel/protocol';
import type { Endpoints } from 'gemel/endpoints';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountEndpoints } from '../../src/index.ts';
import { adasEmail, aWorld, cookieName, issuer, password, signIn, type World } from '../a-world.ts';
import { present } from '../support.ts';

let world: World;
let endpoints: Endpoints;
beforeEach(async () => {
  world = await aWorld();
  world.clock.seconds = world.gemel.engineTime();
  endpoints = createAccountEndpoints(world.accounts, world.gemel);
  await world.signUp();
});
afterEach(() => world.stop());

const ownPage = { 'sec-fetch-site': 'same-origin', origin: issuer };

async function send(path: string, method: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return present(await endpoints.handle(new Request(`${issuer}${path}`, { method, headers }), { remoteAddress: '203.0.113.7' }));
}
const codeIn = async (response: Response): Promise<unknown> => Reflect.get(Object(await response.json()), 'code');

async function credentials(): Promise<{ readonly cookie: string; readonly authorization: string }> {
  const { sessionToken, tokens } = await signIn(world.accounts, { email: adasEmail, password, mode: 'both' });
  return { cookie: `${cookieName}=${present(sessionToken)}`, authorization: `Bearer ${present(tokens).accessToken}` };
}

describe('DELETE /auth/account', () => {
  it('ends the account of a cookie from its own page, and takes the cookie back (7.4.2)', async () => {
    const { cookie } = await credentials();
    const answer = await send(endpointPaths.account, 'DELETE', { cookie, ...ownPage });
    expect([answer.status, await answer.text()]).toEqual([204, '']);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-Http-gemel=;.*Max-Age=0/);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await world.accounts.findByEmail(adasEmail)).toBeUndefined();
    expect((await send(endpointPaths.account, 'DELETE', { cookie, ...ownPage })).status).toBe(401);
  });

  it('ends the account of a bearer, and sets no cookie', async () => {
    const { authorization } = await credentials();
    const answer = await send(endpointPaths.account, 'DELETE', { authorization });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([204, null]);
    expect(await world.accounts.findByEmail(adasEmail)).toBeUndefined();
  });

  it('refuses strangers, other sites (F16) and whoever proved nothing lately (7.5.1), and changes nothing', async () => {
    const { cookie, authorization } = await credentials();
    expect((await send(endpointPaths.account, 'DELETE', {})).status).toBe(401);
    expect(await codeIn(await send(endpointPaths.account, 'DELETE', { cookie, 'sec-fetch-site': 'cross-site' }))).toBe(
      'cross_site_refused',
    );
    world.clock.seconds += 301;
    const late = await send(endpointPaths.account, 'DELETE', { authorization });
    expect([late.status, late.headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('max_age')]);
    expect(await world.accounts.findByEmail(adasEmail)).toBeDefined();
  });
});

describe('POST /auth/account/export', () => {
  it('answers with what is kept, to be stored nowhere on the way, and a fourth time not', async () => {
    const { cookie } = await credentials();
    const answer = await send(endpointPaths.accountExport, 'POST', { cookie, ...ownPage });
    expect([answer.status, answer.headers.get('content-type'), answer.headers.get('cache-control')]).toEqual([
      200,
      'application/json',
      'no-store',
    ]);
    expect(await answer.json()).toMatchObject({ format: 1, account: { email: adasEmail }, activity: expect.any(Array) as unknown });
    for (let count = 0; count < 2; count++) await (await send(endpointPaths.accountExport, 'POST', { cookie, ...ownPage })).text();
    const last = await send(endpointPaths.accountExport, 'POST', { cookie, ...ownPage });
    expect([last.status, await codeIn(last)]).toEqual([429, 'export_throttled']);
  });

  it('refuses strangers, other sites (F16) and whoever proved nothing lately (7.5.1)', async () => {
    const { cookie, authorization } = await credentials();
    expect((await send(endpointPaths.accountExport, 'POST', {})).status).toBe(401);
    const elsewhere = await send(endpointPaths.accountExport, 'POST', { cookie, 'sec-fetch-site': 'cross-site' });
    expect(await codeIn(elsewhere)).toBe('cross_site_refused');
    world.clock.seconds += 301;
    expect((await send(endpointPaths.accountExport, 'POST', { authorization })).status).toBe(401);
  });
});
