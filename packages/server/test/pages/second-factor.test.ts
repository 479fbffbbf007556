/** The second step of a sign-in, by pages and by the API; and that half a sign-in passes for a session nowhere, nor a session for half of one. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anOwner, type Owner, password } from '../support/an-owner.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type Visitor, visit } from '../support/in-process-server.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const sessionCookie = '__Host-Http-gemel';
const pendingCookie = '__Host-Http-gemel-pending';
const step = '/sign-in/second-factor';

let server: OwnServer;

beforeAll(async () => {
  server = await startOwnServer();
});

afterAll(() => server.stop());

/** A browser after the password. */
async function half(email: string, next = ''): Promise<Visitor> {
  const visitor = visit(server.url);
  const answer = await visitor.post(`/sign-in${next}`, { email, password });
  expect([answer.status, answer.headers.get('location')?.split('?')[0]]).toEqual([303, step]);
  return visitor;
}

interface Halves {
  readonly error: string;
  readonly pending: string;
  readonly expires_in: number;
  readonly factors: readonly string[];
  readonly access_token: string;
  readonly refresh_token: string;
  readonly code: string;
  readonly sid: string;
}

async function api(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<[Response, Halves]> {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return [answer, (await answer.json()) as Halves];
}

const ownPage = (): Readonly<Record<string, string>> => ({ origin: server.url, 'sec-fetch-site': 'same-origin' });

describe('the second step by pages', () => {
  it('follows the password, in a cookie of its own name that no script reads, and ends in a session and without that cookie', async () => {
    const { email, code } = await anOwner(server);
    const visitor = visit(server.url);
    const first = await visitor.post('/sign-in', { email, password });
    expect(first.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^__Host-Http-gemel-pending=[\w-]{43}; Path=\/; Secure; HttpOnly; SameSite=Lax; Max-Age=600$/),
    ]);
    expect(first.headers.get('location')).toBe(step);
    const page = await (await visitor.get(step)).text();
    expect(page).toContain(email);
    expect(page).not.toContain(visitor.value(pendingCookie));
    const second = await visitor.post(`${step}?by=totp`, { code: code().replace(/(...)/, '$1 ') });
    expect([second.status, second.headers.get('location')]).toEqual([303, '/account']);
    expect([visitor.value(pendingCookie), typeof visitor.value(sessionCookie)]).toEqual([undefined, 'string']);
    expect((await visitor.get('/account')).status).toBe(200);
  });

  it('leads where the visitor wanted to go, and never away from here (S29)', async () => {
    const { email, code } = await anOwner(server);
    for (const [next, location] of [
      ['/account/security', '/account/security'],
      ['//evil.example', '/account'],
      ['https://evil.example/', '/account'],
      [String.raw`/\evil.example`, '/account'],
      ['/%09/evil.example', '/%09/evil.example'],
    ] as const) {
      const query = `?next=${encodeURIComponent(next)}`;
      const visitor = await half(email, query);
      const answer = await visitor.post(`${step}${query}`, { code: code() });
      expect(answer.headers.get('location'), next).toBe(location);
    }
  });

  it('says what was wrong, and after five wrong codes begins at the door again', async () => {
    const { email, code } = await anOwner(server);
    const visitor = await half(email);
    for (let one = 0; one < 4; one++) {
      const answer = await visitor.post(step, { code: '000000' });
      expect(answer.status).toBe(401);
      expect(await answer.text()).toContain('That code is wrong, or it was used before.');
    }
    const last = await visitor.post(step, { code: '000000' });
    expect([last.status, last.headers.get('location')]).toEqual([303, '/sign-in?notice=second-step-over']);
    expect(visitor.cookie()).toBe('');
    expect((await visitor.post(step, { code: code() })).headers.get('location')).toBe('/sign-in?notice=second-step-over');
    // Its owner hears of it (ASVS 6.3.5).
    await expect.poll(() => server.mails.filter(({ to, kind }) => to === email && kind === 'suspicious-sign-in')).toHaveLength(1);
  });

  it('is void once the owner has changed what proves ownership, and after "sign out everywhere" (S22)', async () => {
    const { email, subject, code } = await anOwner(server);
    const over = '/sign-in?notice=second-step-over';
    const everywhere = await half(email);
    await server.gemel.revokeSubject(subject);
    const answer = await everywhere.post(step, { code: code() });
    expect([answer.headers.get('location'), everywhere.value(sessionCookie)]).toEqual([over, undefined]);
    expect(await server.gemel.listSessions(subject)).toEqual([]);
    const changed = await half(email);
    const { session } = await server.gemel.startSession({ subject });
    const newPassword = 'seven kites under snow';
    await server.accounts.changePassword({ subject, sid: session.sid, currentPassword: password, newPassword });
    expect((await changed.get(step)).headers.get('location')).toBe(over);
    expect((await changed.post(step, { code: code() })).headers.get('location')).toBe(over);
  });

  it('leaves the session that this browser held until the new one stands, and ends it then (S01)', async () => {
    const { email, code } = await anOwner(server);
    const visitor = await half(email);
    await visitor.post(step, { code: code() });
    const former = visitor.value(sessionCookie);
    await visitor.post('/sign-in', { email, password });
    expect(visitor.value(sessionCookie)).toBe(former);
    expect((await visitor.get('/account')).status).toBe(200);
    await visitor.post(step, { code: code() });
    expect(visitor.value(sessionCookie)).not.toBe(former);
    visitor.set(sessionCookie, former);
    expect((await visitor.get('/account')).status).toBe(303);
  });

  it('is forgotten on signing out', async () => {
    const { email } = await anOwner(server);
    const visitor = await half(email);
    await visitor.post('/sign-out');
    expect(visitor.cookie()).toBe('');
  });
});

describe('POST /auth/second-factor', () => {
  it('gives what the sign-in asked for: the cookie', async () => {
    const { email, code } = await anOwner(server);
    const [first, halves] = await api('/auth/sign-in', { email, password }, ownPage());
    expect([first.status, halves]).toEqual([
      401,
      { error: 'second_factor_needed', pending: expect.any(String), expires_in: 600, factors: ['totp'] },
    ]);
    expect(first.headers.get('set-cookie')).toBeNull();
    const [answer, body] = await api('/auth/second-factor', { pending: halves.pending, totp: code() }, ownPage());
    expect([answer.status, body]).toMatchObject([200, { authentication: { amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' } }]);
    expect(answer.headers.get('set-cookie')).toMatch(/^__Host-Http-gemel=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
    expect(JSON.stringify(body)).not.toMatch(/token|secret|pending/i);
  });

  it('gives tokens to a program that asked for them, and never to a page that got hold of such a half', async () => {
    const { email, code } = await anOwner(server);
    const [, { pending }] = await api('/auth/sign-in', { email, password, mode: 'token' });
    const [, refused] = await api('/auth/second-factor', { pending, totp: code() }, ownPage());
    expect(refused.code).toBe('credential_kind_wrong');
    const [answer, tokens] = await api('/auth/second-factor', { pending, totp: code() });
    expect([answer.status, answer.headers.get('set-cookie')]).toEqual([200, null]);
    expect((await server.gemel.verifyAccessToken(tokens.access_token)).acr).toBe('aal2');
    expect(tokens.refresh_token).toMatch(/^grt_/);
  });

  it('refuses a wrong code, an unknown half, a member that it does not know, and the mode', async () => {
    const { email, code } = await anOwner(server);
    const [, { pending }] = await api('/auth/sign-in', { email, password });
    const codeOf = async (body: unknown): Promise<string> => (await api('/auth/second-factor', body))[1].code;
    expect(await codeOf({ pending, totp: '000000' })).toBe('second_factor_failed');
    expect(await codeOf({ pending: 'unknown', totp: code() })).toBe('second_factor_failed');
    expect(await codeOf({ pending })).toBe('request_malformed');
    expect(await codeOf({ pending, totp: code(), mode: 'token' })).toBe('request_malformed');
    expect(await codeOf({ pending: { $ne: '' }, totp: code() })).toBe('request_malformed');
  });
});

describe('nothing passes for something else (S07, S28, J27)', () => {
  /** Every secret that there is, of one person whose second factor is enrolled. */
  async function secrets(): Promise<{ owner: Owner; values: Readonly<Record<string, string>> }> {
    const owner = await anOwner(server);
    const { email, code, subject } = owner;
    const visitor = await half(email);
    await visitor.post(step, { code: code() });
    const [, { pending: forTokens }] = await api('/auth/sign-in', { email, password, mode: 'token' });
    const [, tokens] = await api('/auth/second-factor', { pending: forTokens, totp: code() });
    const authentication = { time: server.gemel.engineTime() + server.clock.ahead, amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' };
    const { session } = await server.gemel.startSession({ subject, authentication });
    const enrolment = await server.accounts.totp.begin({ subject, sid: session.sid });
    const values = {
      session: visitor.value(sessionCookie) ?? '',
      access: tokens.access_token,
      refresh: tokens.refresh_token,
      enrolment: enrolment.enrolment,
      usedPending: forTokens,
    };
    expect(Object.values(values).every((one) => one.length > 40)).toBe(true);
    return { owner, values };
  }

  it('half a sign-in is no session cookie, no bearer token, no refresh token, and no part of any of them', async () => {
    const { email, subject } = await anOwner(server);
    const pending = (await half(email)).value(pendingCookie) ?? '';
    const sid = 'A'.repeat(22);
    for (const value of [
      pending,
      `${pending}.`,
      `.${pending}`,
      `${sid}.${pending}`,
      `${pending.slice(0, 22)}.${pending}`,
      `grt_${pending}`,
    ]) {
      const cookie = { cookie: `${sessionCookie}=${value}` };
      const bearer = { authorization: `Bearer ${value}` };
      const statusOf = async (path: string, init: RequestInit): Promise<number> =>
        (await fetch(`${server.url}${path}`, { redirect: 'manual', ...init })).status;
      expect(await statusOf('/auth/session', { headers: cookie }), value).toBe(401);
      expect(await statusOf('/auth/session', { headers: bearer }), value).toBe(401);
      expect(await statusOf('/auth/sessions', { headers: { ...ownPage(), ...cookie }, method: 'DELETE' }), value).not.toBe(200);
      expect(await statusOf('/account', { headers: cookie }), value).toBe(303);
      const grant = { grant_type: 'refresh_token', refresh_token: value };
      expect(await statusOf('/oauth/token', { method: 'POST', body: new URLSearchParams(grant) }), value).toBe(400);
      const exchange = new URLSearchParams({ grant_type: 'urn:gemel:session' });
      expect(await statusOf('/oauth/token', { method: 'POST', body: exchange, headers: { ...ownPage(), ...cookie } }), value).not.toBe(200);
    }
    // Nor does its own cookie open anything, alone or beside nothing.
    const headers = { cookie: `${pendingCookie}=${pending}` };
    expect((await fetch(`${server.url}/auth/session`, { headers })).status).toBe(401);
    expect(await server.gemel.listSessions(subject)).toEqual([]);
  });

  it('no session token, access token, refresh token, other challenge or used half passes for half a sign-in', async () => {
    const { owner, values } = await secrets();
    for (const [name, value] of Object.entries(values)) {
      const visitor = visit(server.url);
      for (const spelled of [value, value.slice(-43), value.split('.').at(-1) ?? '']) {
        visitor.set(pendingCookie, spelled);
        const answer = await visitor.post(step, { code: owner.code() });
        expect([answer.status, answer.headers.get('location')], name).toEqual([303, '/sign-in?notice=second-step-over']);
        expect(visitor.value(sessionCookie), name).toBeUndefined();
        const [, body] = await api('/auth/second-factor', { pending: spelled, totp: owner.code() });
        expect(body.code, name).toBe('second_factor_failed');
      }
    }
  });

  it('takes a half only under its own name, byte by byte, and neither of two (S32)', async () => {
    const { email, code } = await anOwner(server);
    const good = await half(email);
    const pending = good.value(pendingCookie) ?? '';
    const other = (await half((await anOwner(server)).email)).value(pendingCookie) ?? '';
    const dressed = [
      `${pendingCookie}=${pending}; ${pendingCookie}=${other}`,
      `${pendingCookie}="${pending}"`,
      `\u00a0${pendingCookie}=${pending}`,
      `${pendingCookie.toLowerCase()}=${pending}`,
      `$Version=1; ${pendingCookie} =${pending}`,
      `${pendingCookie}x=${pending}`,
      `${sessionCookie}=${pending}`,
    ];
    for (const cookie of dressed) {
      const headers = { cookie, origin: server.url, accept: 'text/html' };
      const answer = await fetch(`${server.url}${step}`, {
        method: 'POST',
        redirect: 'manual',
        headers,
        body: new URLSearchParams({ code: code() }),
      });
      expect(answer.headers.get('location'), cookie).toBe('/sign-in?notice=second-step-over');
      expect(
        answer.headers.getSetCookie().filter((one) => one.startsWith(`${sessionCookie}=`)),
        cookie,
      ).toEqual([]);
    }
    expect((await good.post(step, { code: code() })).headers.get('location')).toBe('/account');
  });

  it('is in no line of the log', async () => {
    const { email, code } = await anOwner(server);
    const visitor = await half(email);
    const pending = visitor.value(pendingCookie) ?? '';
    const last = code();
    await visitor.post(step, { code: last });
    const lines = server.log();
    expect(lines).toContain(step);
    expect([pending, `"${last}"`, email].filter((one) => lines.includes(one))).toEqual([]);
  });
});

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('the second step in Chromium (skipped without one)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  });
  afterAll(() => browser.close());

  it('goes by keyboard alone, without any script, and back to where one wanted to go', async () => {
    const { email, code } = await anOwner(server);
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
    const page = await context.newPage();
    const focusOn = (label: string): Promise<void> => page.getByLabel(label).and(page.locator(':focus')).waitFor();
    await page.goto('/account/security');
    await focusOn('E-mail address');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`**${step}?next=*`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('One more step');
    expect((await context.cookies()).map(({ name }) => name)).toEqual([pendingCookie]);
    await focusOn('Code from your authenticator app');
    await page.keyboard.type('000000');
    await page.keyboard.press('Enter');
    expect(await page.getByRole('alert').textContent()).toBe('That code is wrong, or it was used before.');
    await focusOn('Code from your authenticator app');
    await page.keyboard.type(code());
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account/security');
    expect((await context.cookies()).map(({ name }) => name)).toEqual([sessionCookie]);
    await context.close();
  });
});
