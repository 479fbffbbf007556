/** `POST /auth/sign-up` and `/auth/sign-in` as any client meets them. */
import { endpointPaths } from '@gemel/protocol';
import type { Endpoints } from 'gemel/endpoints';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountEndpoints } from '../src/index.ts';
import { adasEmail, aWorld, cookieName, issuer, otherPassword, password, type World } from './a-world.ts';
import { present } from './support.ts';

let world: World;
let endpoints: Endpoints;
beforeEach(async () => {
  world = await aWorld({ gemel: { http: { allowedOrigins: ['https://spa.example'], trustedProxies: ['10.0.0.0/8'] } } });
  endpoints = createAccountEndpoints(world.accounts, world.gemel);
});
afterEach(() => world.stop());

type Headers = Readonly<Record<string, string>>;
const ownPage: Headers = { 'sec-fetch-site': 'same-origin', origin: issuer };

async function send(path: string, body: string, headers: Headers, method = 'POST'): Promise<Response> {
  const request = new Request(`${issuer}${path}`, { method, headers, ...(method === 'POST' ? { body } : {}) });
  return present(await endpoints.handle(request, { remoteAddress: '10.0.0.1' }));
}
const json = (path: string, body: unknown, headers: Headers = {}) =>
  send(path, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
const form = (path: string, body: Readonly<Record<string, string>>, headers: Headers = {}) =>
  send(path, new URLSearchParams(body).toString(), { 'content-type': 'application/x-www-form-urlencoded', ...headers });
const code = async (answer: Response | Promise<Response>): Promise<unknown> => {
  const response = await answer;
  return response.ok ? response.status : Reflect.get(Object(await response.json()), 'code');
};
interface Members {
  readonly subject: string;
  readonly sid: string;
  readonly access_token: string;
}
/** The body as the test expects it; what is missing fails the assertion that uses it. */
const membersOf = async (response: Response): Promise<Members> => (await response.json()) as Members;
const cookieOf = (response: Response): string => present(present(response.headers.get('set-cookie') ?? undefined).split(';')[0]);

const { signIn, signUp } = endpointPaths;
const credentials = { email: adasEmail, password };

describe('POST /auth/sign-up', () => {
  it('answers 202 without a body or a cookie, whether the address was free or not (6.3.8)', async () => {
    const answers = [await json(signUp, credentials), await json(signUp, { email: adasEmail, password: otherPassword })];
    const seen = await Promise.all(
      answers.map(async (answer) => ({ status: answer.status, body: await answer.text(), headers: [...answer.headers] })),
    );
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]).toMatchObject({ status: 202, body: '' });
    expect(answers[0]?.headers.get('set-cookie')).toBeNull();
    expect(answers[0]?.headers.get('cache-control')).toBe('no-store');
    expect(await code(json(signIn, credentials))).toBe(200);
    expect(await code(json(signIn, { email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
  });

  it('takes a form from its own page', async () => {
    expect((await form(signUp, credentials, ownPage)).status).toBe(202);
  });

  it.each([
    ['role', { ...credentials, role: 'admin' }],
    ['roles', { ...credentials, 'roles[]': 'admin' }],
    ['isDisabled', { ...credentials, isDisabled: 'false' }],
    ['__proto__', JSON.parse(`{"email":"${adasEmail}","password":"${password}","__proto__":"admin"}`)],
  ])('refuses a member that it does not know, so that nothing gets into an account (15.3.3): %s', async (_what, body) => {
    expect(await code(json(signUp, body))).toBe('request_malformed');
    expect(await world.accounts.findByEmail(adasEmail)).toBeUndefined();
  });

  it.each([
    ['an object for the address', { email: { $ne: '' }, password }],
    ['a list for the address', { email: [adasEmail], password }],
    ['a number for the password', { email: adasEmail, password: 7 }],
    ['nothing for the password', { email: adasEmail, password: null }],
    ['no password', { email: adasEmail }],
    ['an empty password', { email: adasEmail, password: '' }],
    ['a list', [adasEmail, password]],
  ])('refuses %s', async (_what, body) => {
    expect(await code(json(signUp, body))).toBe('request_malformed');
  });

  it('names what the rules refuse, and never repeats the password', async () => {
    const answer = await json(signUp, { email: adasEmail, password: 'qwerty123456789' });
    const text = await answer.text();
    expect(answer.status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ code: 'password_too_common' });
    expect(text).not.toContain('qwerty');
    expect(await code(json(signUp, { email: '<b>ada</b>@example.com', password }))).toBe('email_invalid');
  });
});

describe('POST /auth/sign-in', () => {
  beforeEach(() => world.signUp());

  it('in mode cookie sets the cookie and returns the principal, no token', async () => {
    const answer = await json(signIn, credentials, { 'user-agent': 'a \u00e9 browser', 'x-forwarded-for': '198.51.100.7' });
    const body = await membersOf(answer);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('set-cookie')).toMatch(
      new RegExp(`^${cookieName}=[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax$`),
    );
    expect(body).toMatchObject({ roles: [], permissions: [], authentication: { amr: ['pwd'] } });
    expect(JSON.stringify(body)).not.toMatch(/token|secret/i);
    const cookie = cookieOf(answer);
    const result = await world.gemel.authenticate({ method: 'GET', header: (name) => (name === 'cookie' ? cookie : undefined) });
    expect(result).toMatchObject({ status: 'authenticated', principal: { subject: body.subject, sid: body.sid } });
    expect(await world.gemel.listSessions(body.subject)).toMatchObject([{ client: { userAgent: 'a ? browser', address: '198.51.100.7' } }]);
  });

  it('keeps the cookie over a restart of the browser only where that is configured', async () => {
    const lasting = await aWorld({ gemel: { cookie: { isPersistent: true } } });
    await lasting.signUp();
    const request = new Request(`${issuer}${signIn}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(credentials),
    });
    const answer = await createAccountEndpoints(lasting.accounts, lasting.gemel).handle(request);
    expect(answer?.headers.get('set-cookie')).toContain('; Max-Age=86400');
    await lasting.stop();
  });

  it('in mode token returns an access and a refresh token, and sets nothing', async () => {
    const answer = await json(signIn, { ...credentials, mode: 'token' });
    const body = await membersOf(answer);
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      refresh_token: expect.stringMatching(/^grt_/),
    });
    expect((await world.gemel.verifyAccessToken(body.access_token)).amr).toEqual(['pwd']);
  });

  it.each([
    ['sec-fetch-site', { 'sec-fetch-site': 'same-origin' }],
    ['origin', { origin: issuer }],
    ['an allowed origin', { origin: 'https://spa.example', 'sec-fetch-site': 'cross-site' }],
  ])('never gives tokens to a page of a browser: %s', async (_what, headers) => {
    expect(await code(json(signIn, { ...credentials, mode: 'token' }, headers))).toBe('credential_kind_wrong');
  });

  it('fails alike for a wrong password and an unknown address (6.3.8)', async () => {
    const answers = [
      await json(signIn, { email: adasEmail, password: otherPassword }),
      await json(signIn, { email: 'nobody@example.com', password }),
      await json(signIn, { email: 'nobody', password }),
    ];
    const seen = await Promise.all(
      answers.map(async (answer) => ({ status: answer.status, body: await answer.text(), headers: [...answer.headers] })),
    );
    expect(new Set(seen.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(seen[0]?.status).toBe(401);
    expect(seen[0]?.body).toContain('sign_in_failed');
  });

  it('asks to wait after too many failures, and says for how many seconds', async () => {
    for (let round = 0; round < 10; round++) await json(signIn, { email: adasEmail, password: otherPassword });
    const answer = await json(signIn, credentials);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('900');
    expect(await code(answer)).toBe('sign_in_throttled');
  });

  it('refuses an unknown mode, an unknown member, another type of body, and another method', async () => {
    expect(await code(json(signIn, { ...credentials, mode: 'both' }))).toBe('request_malformed');
    expect(await code(json(signIn, { ...credentials, sid: 'chosen' }))).toBe('request_malformed');
    expect(await code(send(signIn, '{}', { 'content-type': 'text/plain' }))).toBe('media_type_unsupported');
    expect(await code(send(signIn, '', {}, 'GET'))).toBe('method_not_allowed');
    expect(await code(json(signIn, { ...credentials, password: 'x'.repeat(20_000) }))).toBe('request_too_large');
  });

  it('leaves other paths to others', async () => {
    expect(endpoints.owns(signIn)).toBe(true);
    expect(endpoints.owns(signUp)).toBe(true);
    expect(endpoints.owns(endpointPaths.signOut)).toBe(false);
    expect(await endpoints.handle(new Request(`${issuer}/`))).toBeUndefined();
  });
});

describe('login CSRF (F16)', () => {
  beforeEach(() => world.signUp());

  it.each([
    ['its own page, by Fetch Metadata', ownPage, 200, 200],
    ['its own page, by Origin alone', { origin: issuer }, 200, 200],
    ['an allowed origin', { origin: 'https://spa.example', 'sec-fetch-site': 'cross-site' }, 200, 200],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, 'cross_site_refused', 'cross_site_refused'],
    ['a sibling host', { origin: 'https://other.app.example', 'sec-fetch-site': 'same-site' }, 'cross_site_refused', 'cross_site_refused'],
    ['another site in an old browser', { origin: 'https://evil.example' }, 'cross_site_refused', 'cross_site_refused'],
    ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }, 'cross_site_refused', 'cross_site_refused'],
    ['nowhere, with a cookie', { cookie: 'a=b' }, 'cross_site_refused', 'cross_site_refused'],
    ['nowhere: a program, whose JSON no page could send unasked', {}, 200, 'cross_site_refused'],
  ])('a request from %s', async (_what, headers, asJson, asForm) => {
    expect(await code(json(signIn, credentials, headers))).toBe(asJson);
    expect(await code(form(signIn, credentials, headers))).toBe(asForm);
    expect(await code(form(signUp, credentials, headers))).toBe(asForm === 200 ? 202 : asForm);
  });

  it('reads nothing and hashes nothing for a request from another site', async () => {
    world.trace.length = 0;
    await form(signIn, credentials, { 'sec-fetch-site': 'cross-site' });
    await form(signUp, credentials, { 'sec-fetch-site': 'cross-site' });
    expect(world.trace).toEqual([]);
  });
});

describe('a sign-in over a session', () => {
  beforeEach(() => world.signUp());

  it('gives a new sid and secret, and ends the old session once the new one stands (S01, 7.2.4)', async () => {
    const first = await json(signIn, credentials, ownPage);
    const { sid, subject } = await membersOf(first);
    const ended: string[] = [];
    world.gemel.on('session.revoked', (detail) => ended.push(`${detail.sid} ${detail.reason}`));
    const second = await json(signIn, credentials, { ...ownPage, cookie: cookieOf(first) });
    const renewed = await membersOf(second);
    expect(renewed.sid).not.toBe(sid);
    expect(cookieOf(second)).not.toBe(cookieOf(first));
    expect(ended).toEqual([`${sid} signed_out`]);
    expect(await world.gemel.listSessions(subject)).toMatchObject([{ sid: renewed.sid }]);
  });

  it('leaves the old session where the new sign-in fails', async () => {
    const first = await json(signIn, credentials, ownPage);
    const { subject } = await membersOf(first);
    expect(await code(json(signIn, { email: adasEmail, password: otherPassword }, { ...ownPage, cookie: cookieOf(first) }))).toBe(
      'sign_in_failed',
    );
    expect(await world.gemel.listSessions(subject)).toHaveLength(1);
  });

  it("ends the session of whoever was signed in there before, another person's as well", async () => {
    await world.signUp('grace@example.com');
    const first = await json(signIn, { email: 'grace@example.com', password }, ownPage);
    const { subject } = await membersOf(first);
    await json(signIn, credentials, { ...ownPage, cookie: cookieOf(first) });
    expect(await world.gemel.listSessions(subject)).toEqual([]);
  });

  it('never adopts a session id that the client brings (F17)', async () => {
    const planted = `${'A'.repeat(22)}.${'A'.repeat(43)}`;
    for (const cookie of [`${cookieName}=${planted}`, `${cookieName}=x; ${cookieName}=y`, `${cookieName}=`]) {
      const answer = await json(signIn, credentials, { ...ownPage, cookie });
      expect(answer.status).toBe(200);
      expect(cookieOf(answer)).not.toContain('AAAAAAAA');
    }
  });

  it('ends nothing in mode token, which belongs to no browser', async () => {
    const first = await json(signIn, credentials, ownPage);
    const { subject } = await membersOf(first);
    await json(signIn, { ...credentials, mode: 'token' });
    expect(await world.gemel.listSessions(subject)).toHaveLength(2);
  });
});

describe('a fault', () => {
  it('is a 500 without its reason, and is heard of; a refusal is not heard of', async () => {
    const heard: string[] = [];
    const broken = createAccountEndpoints(
      { ...world.accounts, signIn: () => Promise.reject(new Error('the store is gone')) },
      world.gemel,
      { onFault: (error) => heard.push(error.code) },
    );
    const request = () =>
      new Request(`${issuer}${signIn}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(credentials),
      });
    const answer = present(await broken.handle(request()));
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('the store is gone');
    expect(heard).toEqual(['internal']);
    expect(await code(json(signIn, { email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
    expect(heard).toEqual(['internal']);
  });
});
