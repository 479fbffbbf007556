/** An authenticator app and recovery codes inside a session, over HTTP: what the pages do, with the same demands. */
import { endpointPaths } from '@gemel/protocol';
import type { Endpoints } from 'gemel/endpoints';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountEndpoints } from '../../src/index.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, cookieName, issuer, password, signIn, type World } from '../a-world.ts';
import { present } from '../support.ts';
import { fromBase32 } from './an-owner.ts';

let world: World;
let endpoints: Endpoints;
let subject = '';
beforeEach(async () => {
  world = await aWorld({ hasMail: true });
  world.clock.seconds = world.gemel.engineTime();
  endpoints = createAccountEndpoints(world.accounts, world.gemel);
  ({ subject } = await world.signUp());
  await world.mailbox.deliver();
});
afterEach(() => world.stop());

const { authenticatorApp, authenticatorAppConfirm, recoveryCodes, stepUp } = endpointPaths;
const ownPage = { 'sec-fetch-site': 'same-origin', origin: issuer };
type Headers = Readonly<Record<string, string>>;

async function send(method: string, path: string, headers: Headers, body?: unknown): Promise<Response> {
  const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { ...headers, 'content-type': 'application/json' } };
  const request = new Request(`${issuer}${path}`, { method, headers, ...content });
  return present(await endpoints.handle(request, { remoteAddress: '203.0.113.7' }));
}
const bodyOf = async (response: Response): Promise<Readonly<Record<string, string>>> => (await response.json()) as Record<string, string>;
const codeIn = async (response: Response): Promise<unknown> => (await bodyOf(response))['code'];

async function byToken(): Promise<Headers> {
  const { tokens } = await signIn(world.accounts, { email: adasEmail, password, mode: 'token' });
  return { authorization: `Bearer ${present(tokens).accessToken}` };
}

async function byCookie(): Promise<Headers> {
  const { sessionToken } = await signIn(world.accounts, { email: adasEmail, password });
  return { cookie: `${cookieName}=${present(sessionToken)}`, ...ownPage };
}

const codeNow = (secret: string): string => totpCode(fromBase32(secret), Math.floor(world.clock.seconds / 30));

/** Sets an app up; returns the answer of the confirmation. */
async function enrol(headers: Headers): Promise<Response> {
  const { enrolment, secret = '' } = await bodyOf(await send('POST', authenticatorApp, headers, {}));
  return send('POST', authenticatorAppConfirm, headers, { enrolment, code: codeNow(secret) });
}

describe('/auth/authenticator-app', () => {
  it('sets an app up for a program: new tokens of two factors, the owner told, and a line in the log (6.3.7, S01)', async () => {
    const headers = await byToken();
    expect(await bodyOf(await send('GET', authenticatorApp, headers))).toEqual({ authenticator_app: null });
    const begun = await send('POST', authenticatorApp, headers, {});
    expect(begun.headers.get('cache-control')).toBe('no-store');
    const { enrolment, secret = '', uri } = await bodyOf(begun);
    expect(uri).toContain(`secret=${secret}`);
    const wrong = await send('POST', authenticatorAppConfirm, headers, { enrolment, code: '000000' });
    expect([wrong.status, await codeIn(wrong)]).toEqual([401, 'second_factor_failed']);
    const confirmed = await send('POST', authenticatorAppConfirm, headers, { enrolment, code: codeNow(secret) });
    const tokens = await bodyOf(confirmed);
    expect([confirmed.status, Object.keys(tokens)]).toEqual([200, ['access_token', 'token_type', 'expires_in', 'refresh_token']]);
    expect((await send('GET', authenticatorApp, headers)).status).toBe(401);
    const fresh = { authorization: `Bearer ${tokens['access_token']}` };
    expect(await bodyOf(await send('GET', authenticatorApp, fresh))).toMatchObject({ authenticator_app: { last_used_at: null } });
    expect((await world.gemel.listSessions(subject))[0]?.authentication).toMatchObject({ acr: 'aal2' });
    expect((await world.mailbox.deliver()).map(({ kind }) => kind)).toEqual(['factor-added']);
    const { entries } = await world.accounts.audit.search({ subject, kinds: ['factor.added', 'factor.not_added'] });
    expect(entries).toMatchObject([{ kind: 'factor.added', address: '203.0.113.7' }, { kind: 'factor.not_added' }]);
  });

  it('sets one up for a page: a new cookie and the principal, and no token', async () => {
    const headers = await byCookie();
    const confirmed = await enrol(headers);
    expect(confirmed.headers.get('set-cookie')).toMatch(/^__Host-Http-gemel=/);
    const principal = await bodyOf(confirmed);
    expect([principal['subject'], principal['refresh_token']]).toEqual([subject, undefined]);
    expect((await send('GET', authenticatorApp, headers)).status).toBe(401);
  });

  it('gives new credentials only by what the session is held by', async () => {
    const { sessionToken, tokens } = await signIn(world.accounts, { email: adasEmail, password, mode: 'both' });
    expect(sessionToken).toBeDefined();
    const answer = await enrol({ authorization: `Bearer ${present(tokens).accessToken}` });
    expect(await codeIn(answer)).toBe('credential_kind_wrong');
    expect(await world.accounts.totp.find(subject)).toBeUndefined();
  });

  it('removes the app, once', async () => {
    const { access_token: token } = await bodyOf(await enrol(await byToken()));
    const headers = { authorization: `Bearer ${token}` };
    expect((await send('DELETE', authenticatorApp, headers)).status).toBe(204);
    expect((await send('DELETE', authenticatorApp, headers)).status).toBe(404);
    expect(await world.accounts.totp.find(subject)).toBeUndefined();
  });
});

describe('/auth/recovery-codes', () => {
  it('makes ten, makes ten others, says how many are left and removes them; the owner is told each time', async () => {
    const { access_token: token } = await bodyOf(await enrol(await byToken()));
    const headers = { authorization: `Bearer ${token}` };
    await world.mailbox.deliver();
    expect(await bodyOf(await send('GET', recoveryCodes, headers))).toEqual({ recovery_codes: null });
    const made = await send('POST', recoveryCodes, headers, {});
    expect(made.headers.get('cache-control')).toBe('no-store');
    const first = (await bodyOf(made))['codes'];
    expect(first).toHaveLength(10);
    const second = (await bodyOf(await send('POST', recoveryCodes, headers, {})))['codes'];
    expect(second).not.toEqual(first);
    expect(await bodyOf(await send('GET', recoveryCodes, headers))).toMatchObject({ recovery_codes: { left: 10, last_used_at: null } });
    expect((await send('DELETE', recoveryCodes, headers)).status).toBe(204);
    expect((await send('DELETE', recoveryCodes, headers)).status).toBe(404);
    expect((await world.mailbox.deliver()).map(({ kind }) => kind)).toEqual(['factor-added', 'recovery-codes-renewed', 'factor-removed']);
  });
});

interface Change {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
}

const changes: readonly Change[] = [
  { method: 'POST', path: authenticatorApp, body: {} },
  { method: 'POST', path: authenticatorAppConfirm, body: { enrolment: 'x', code: '000000' } },
  { method: 'DELETE', path: authenticatorApp },
  { method: 'POST', path: recoveryCodes, body: {} },
  { method: 'DELETE', path: recoveryCodes },
];

describe.each(changes)('$method $path', ({ method, path, body }) => {
  it('needs a session, of its own site (F16), that proved itself a moment ago (7.5.1), with two factors where there are two (7.5.3)', async () => {
    expect((await send(method, path, {}, body)).status).toBe(401);
    const cookie = await byCookie();
    expect(
      await codeIn(await send(method, path, { ...cookie, 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, body)),
    ).toBe('cross_site_refused');
    world.clock.seconds += 301;
    const late = await send(method, path, cookie, body);
    expect([late.status, await codeIn(late)]).toEqual([401, 'authentication_too_old']);
    world.clock.seconds -= 301;
    await enrol(await byToken());
    const weak = await send(method, path, cookie, body);
    expect([weak.status, await codeIn(weak)]).toEqual([401, 'authentication_too_weak']);
  });

  it.skipIf(body === undefined)('takes no member that it does not know (15.3.3)', async () => {
    const answer = await send(method, path, await byCookie(), { ...body, subject: 'another' });
    expect(await codeIn(answer)).toBe('request_malformed');
  });
});

it('a proof that has grown old is given again by the step-up, and the change goes on', async () => {
  const headers = await byToken();
  world.clock.seconds += 301;
  expect((await send('POST', authenticatorApp, headers, {})).status).toBe(401);
  world.clock.seconds -= 301;
  const { access_token: token } = await bodyOf(await send('POST', stepUp, headers, { password }));
  expect((await enrol({ authorization: `Bearer ${token}` })).status).toBe(200);
});
