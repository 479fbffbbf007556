/** A second factor that is asked for by policy, set up in the middle of a sign-in: by pages and by the API. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { password } from '../support/an-owner.ts';
import { codeAt } from '../support/authenticator-app.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { visit } from '../support/in-process-server.ts';
import { plugIn } from '../support/virtual-authenticator.ts';
import { typePassword } from './support/factor-steps.ts';
import { type OwnServer, startOwnServer } from '../support/own-server.ts';

const step = '/sign-in/second-factor';
let server: OwnServer;

beforeAll(async () => {
  server = await startOwnServer({ secondFactor: { required: 'always' } });
});

afterAll(() => server.stop());

interface Body {
  readonly pending: string;
  readonly factors: readonly string[];
  readonly enrolment: string;
  readonly secret: string;
  readonly code: string;
  readonly authentication: unknown;
}

async function api(path: string, body: unknown): Promise<Body> {
  const headers = { 'content-type': 'application/json' };
  return (await (await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as Body;
}

const codeOf = (secret: string): string => codeAt(secret, server.gemel.engineTime() + server.clock.ahead);

describe('a second factor that is asked for', () => {
  it('by the API is set up and signs in', async () => {
    const email = 'by-api@example.com';
    await server.accounts.signUp({ email, password });
    const { pending, factors } = await api('/auth/sign-in', { email, password });
    expect(factors).toEqual([]);
    const { enrolment, secret } = await api('/auth/second-factor/enrolment', { pending });
    expect((await api('/auth/second-factor', { pending, enrolment, totp: '000000' })).code).toBe('second_factor_failed');
    expect((await api('/auth/second-factor', { pending, enrolment, recovery_code: 'x' })).code).toBe('request_malformed');
    const signedIn = await api('/auth/second-factor', { pending, enrolment, totp: codeOf(secret) });
    expect(signedIn.authentication).toMatchObject({ acr: 'aal2', amr: ['pwd', 'otp', 'mfa'] });
  });

  it('by pages is set up by nobody who has not begun to sign in, nor by whoever has one', async () => {
    const email = 'has-one@example.com';
    await server.accounts.signUp({ email, password });
    const first = await api('/auth/sign-in', { email, password });
    const { enrolment, secret } = await api('/auth/second-factor/enrolment', { pending: first.pending });
    await api('/auth/second-factor', { pending: first.pending, enrolment, totp: codeOf(secret) });
    const { pending } = await api('/auth/sign-in', { email, password });
    const [stranger, owner] = [visit(server.url), visit(server.url)];
    owner.set('__Host-Http-gemel-pending', pending);
    for (const path of [`${step}/enrolment`, `${step}/enrolment/confirm`]) {
      expect((await stranger.post(path)).headers.get('location')).toBe('/sign-in?notice=second-step-over');
      expect((await owner.post(path)).headers.get('location')).toBe(step);
    }
  });
});

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('in Chromium (skipped without one)', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  });
  afterAll(() => browser.close());

  it('a newcomer is led through it without any script, and to where it wanted to go', async () => {
    const email = 'by-page@example.com';
    await server.accounts.signUp({ email, password });
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto('/account/security');
    await page.getByLabel('E-mail address').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`**${step}?next=*`);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Set up a second step');
    await page.getByRole('button', { name: 'Set up an app' }).click();
    const secret = (await page.getByRole('region', { name: 'Key', exact: true }).textContent()) ?? '';
    await page.getByLabel('Code', { exact: true }).fill('000000');
    await page.getByRole('button', { name: 'Turn it on' }).click();
    expect(await page.getByRole('alert').textContent()).toBe('That code is wrong, or it was used before.');
    expect(await page.getByRole('region', { name: 'Key', exact: true }).textContent()).toBe(secret);
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.waitForURL('**/account/security');
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['__Host-Http-gemel']);
    expect(await page.getByRole('heading', { name: 'Your app' }).count()).toBe(1);
    await context.close();
  });

  it('a newcomer adds a passkey in the middle of the sign-in, and is led to where it wanted to go', { timeout: 60_000 }, async () => {
    const email = 'by-passkey@example.com';
    await server.accounts.signUp({ email, password });
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    // So that what is tried is the buttons.
    await page.addInitScript('PublicKeyCredential.isConditionalMediationAvailable = async () => false');
    const device = await plugIn(page);
    await page.goto('/account/security');
    await typePassword({ page, email, password });
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.waitForURL(({ pathname }) => pathname === '/account/security');
    expect((await context.cookies()).map(({ name }) => name)).toEqual(['__Host-Http-gemel']);
    expect(await device.keeps()).toHaveLength(1);
    const subject = (await server.accounts.findByEmail(email))?.subject ?? '';
    expect((await server.gemel.listSessions(subject)).map(({ authentication }) => authentication.amr)).toEqual([
      ['pwd', 'pop', 'user', 'mfa'],
    ]);
    // From now on it is the second step after the password.
    await context.clearCookies();
    await page.goto('/sign-in');
    await typePassword({ page, email, password });
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL('**/account');
    await context.close();
  });
});
