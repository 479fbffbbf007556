/** Proving anew who one is: by the page, by the API, and from an application's own guarded route and back. */
import { createNodeHttpAuth } from 'gemel/adapters/node-http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';
import { anOwner, type Owner, password } from '../support/an-owner.ts';

const sessionCookie = '__Host-Http-gemel';
let server: OwnServer;

beforeAll(async () => {
  server = await startOwnServer();
  const auth = createNodeHttpAuth(server.gemel, {
    onRefused: (error, request, response) => {
      const next = encodeURIComponent(request.url ?? '/');
      response.writeHead(303, { location: `/${error.code === 'authentication_required' ? 'sign-in' : 'step-up'}?next=${next}` }).end();
    },
  });
  const guards = createNodeHttpAuth(server.gemel);
  server.mount(
    '/payroll',
    auth.require({ acr: 'aal2', maxAuthAge: 300 }, (_request, response) => response.end('the payroll')),
  );
  server.mount(
    '/api/payroll',
    guards.require({ acr: 'aal2', maxAuthAge: 300 }, (_request, response) => response.end('{}')),
  );
});

afterAll(() => server.stop());

async function signedIn(owner: Owner): Promise<Visitor> {
  const visitor = visit(server.url);
  await visitor.post('/sign-in', { email: owner.email, password });
  await visitor.post('/sign-in/second-factor', { code: owner.code() });
  expect(visitor.value(sessionCookie)).toBeDefined();
  return visitor;
}

/** A session of one factor, begun long ago. */
async function oldSession({ subject }: Owner): Promise<Visitor> {
  const { sessionToken } = await server.gemel.startSession({ subject, authentication: { time: 1, amr: ['pwd'], acr: 'aal1' } });
  const visitor = visit(server.url);
  visitor.set(sessionCookie, sessionToken);
  return visitor;
}

interface Answer {
  readonly code: string;
  readonly sid: string;
  readonly authentication: unknown;
  readonly access_token: string;
  readonly refresh_token: string;
}

async function stepUp(body: unknown, headers: Readonly<Record<string, string>>): Promise<[Response, Answer]> {
  const answer = await fetch(`${server.url}/auth/step-up`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, ...headers },
    body: JSON.stringify(body),
  });
  return [answer, (await answer.json()) as Answer];
}

describe('the page /step-up', () => {
  it('leads back to what needed it, with a new secret, and never away from here (S01, S29)', async () => {
    const owner = await anOwner(server);
    const visitor = await oldSession(owner);
    const before = visitor.value(sessionCookie);
    const refused = await visitor.get('/payroll');
    expect(refused.headers.get('location')).toBe('/step-up?next=%2Fpayroll');
    const answer = await visitor.post('/step-up?next=%2Fpayroll', { currentPassword: password, code: owner.code() });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/payroll']);
    expect(visitor.value(sessionCookie)).not.toBe(before);
    expect(await (await visitor.get('/payroll')).text()).toBe('the payroll');
    const astray = await visitor.post('/step-up?next=//evil.example', { currentPassword: password, code: owner.code() });
    expect(astray.headers.get('location')).toBe('/account/security');
    visitor.set(sessionCookie, before);
    expect((await visitor.get('/account')).status).toBe(303);
  });

  it('says which of the two was wrong, and changes nothing then', async () => {
    const owner = await anOwner(server);
    const visitor = await oldSession(owner);
    const wrongPassword = await visitor.post('/step-up', { currentPassword: 'seven kites under snow', code: owner.code() });
    expect([wrongPassword.status, await wrongPassword.text()]).toEqual([401, expect.stringContaining('The current password is wrong.')]);
    const wrongCode = await visitor.post('/step-up', { currentPassword: password, code: '000000' });
    expect([wrongCode.status, await wrongCode.text()]).toEqual([401, expect.stringContaining('That code is wrong')]);
    expect((await visitor.get('/payroll')).status).toBe(303);
  });

  it('asks nobody who is not signed in, and tells whoever lacks a second factor where to get one', async () => {
    expect((await visit(server.url).get('/step-up?next=/payroll')).headers.get('location')).toBe('/sign-in?next=%2Fpayroll');
    const email = 'one-factor@example.com';
    await server.accounts.signUp({ email, password });
    const visitor = visit(server.url);
    await visitor.post('/sign-in', { email, password });
    expect(await (await visitor.get('/step-up?acr=aal2&next=/payroll')).text()).toContain('href="/account/security"');
    expect(await (await visitor.get('/step-up?next=/payroll')).text()).not.toContain('one-time-code');
  });
});

describe('POST /auth/step-up', () => {
  it('answers the challenge that an API makes (RFC 9470), by cookie', async () => {
    const owner = await anOwner(server);
    const visitor = await oldSession(owner);
    const refused = await visitor.get('/api/payroll');
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([
      401,
      'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="300"',
    ]);
    const [answer, body] = await stepUp({ password, totp: owner.code() }, { cookie: visitor.cookie() });
    expect([answer.status, body]).toMatchObject([200, { authentication: { acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] } }]);
    expect(JSON.stringify(body)).not.toMatch(/token|secret/i);
    expect((await visitor.get('/api/payroll')).status).toBe(401);
    visitor.set(sessionCookie, answer.headers.get('set-cookie')?.split(';')[0]?.split('=')[1]);
    expect((await visitor.get('/api/payroll')).status).toBe(200);
  });

  it('by tokens gives new tokens, and the ones of before are dead', async () => {
    const owner = await anOwner(server);
    const { tokens } = await server.gemel.startSession({ subject: owner.subject, mode: 'token', authentication: { time: 1, acr: 'aal1' } });
    const bearer = (token: string | undefined): Record<string, string> => ({ authorization: `Bearer ${token}` });
    const [answer, body] = await stepUp({ password, totp: owner.code() }, bearer(tokens?.accessToken));
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    const payroll = async (token: string | undefined): Promise<number> =>
      (await fetch(`${server.url}/api/payroll`, { headers: bearer(token) })).status;
    expect([await payroll(tokens?.accessToken), await payroll(body.access_token)]).toEqual([401, 200]);
    await expect(server.gemel.refresh(tokens?.refreshToken ?? '')).rejects.toMatchObject({ isRefusal: true });
  });

  it('is refused to an access token of a session that a cookie holds: the cookie would die of it', async () => {
    const owner = await anOwner(server);
    const visitor = await signedIn(owner);
    const { tokens } = await mint(visitor);
    const [, body] = await stepUp({ password, totp: owner.code() }, { authorization: `Bearer ${tokens}` });
    expect(body.code).toBe('credential_kind_wrong');
    expect((await visitor.get('/account')).status).toBe(200);
  });

  async function mint(visitor: Visitor): Promise<{ tokens: string }> {
    const answer = await fetch(`${server.url}/oauth/token`, {
      method: 'POST',
      headers: { cookie: visitor.cookie(), origin: server.url },
      body: new URLSearchParams({ grant_type: 'urn:gemel:session' }),
    });
    return { tokens: ((await answer.json()) as { readonly access_token: string }).access_token };
  }

  it('wants a credential, the right factors, known members, and a request from here (F16)', async () => {
    const owner = await anOwner(server);
    const visitor = await oldSession(owner);
    const cookie = { cookie: visitor.cookie() };
    const codeOf = async (body: unknown, headers: Readonly<Record<string, string>>): Promise<string> =>
      (await stepUp(body, headers))[1].code;
    expect(await codeOf({ password, totp: owner.code() }, {})).toBe('authentication_required');
    expect(await codeOf({ password: 'seven kites under snow', totp: owner.code() }, cookie)).toBe('sign_in_failed');
    expect(await codeOf({ password }, cookie)).toBe('second_factor_failed');
    expect(await codeOf({ password, totp: owner.code(), sid: 'x' }, cookie)).toBe('request_malformed');
    expect(await codeOf({ password, totp: owner.code() }, { ...cookie, origin: 'https://evil.example' })).toBe('cross_site_refused');
  });
});

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('stepping up in Chromium (skipped without one)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  });
  afterAll(() => browser.close());

  it('goes from an application to the page and back by keyboard, without any script', async () => {
    const owner = await anOwner(server);
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
    const { sessionToken = '' } = await server.gemel.startSession({ subject: owner.subject, authentication: { time: 1, acr: 'aal1' } });
    await context.addCookies([
      { name: sessionCookie, value: sessionToken, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
    ]);
    const page = await context.newPage();
    await page.goto('/payroll');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Is it still you?');
    await page.getByLabel('Password').and(page.locator(':focus')).waitFor();
    await page.keyboard.type(password);
    await page.keyboard.press('Tab');
    await page.keyboard.type(owner.code());
    await page.keyboard.press('Enter');
    await page.waitForURL('**/payroll');
    expect(await page.textContent('body')).toBe('the payroll');
    await context.close();
  });
});
