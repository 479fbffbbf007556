/** The pages as people meet them: in a real browser, without scripts, by keyboard, from another site. */
import { createServer, type Server } from 'node:http';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type RunningServer, startGemel } from '../support/server-process.ts';

const executablePath = findChromium();
const password = 'three lamps over water';

describe.skipIf(executablePath === undefined)('the pages in Chromium (skipped without one)', () => {
  let server: RunningServer;
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let people = 0;

  beforeAll(async () => {
    server = await startGemel();
    browser = await launchChromium(executablePath ?? '');
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, ...options });
    contexts.push(context);
    const page = await context.newPage();
    await page.goto(path);
    return page;
  }

  async function signUp(): Promise<string> {
    people += 1;
    const email = `person-${people}@example.com`;
    await callApi('/auth/sign-up', { email, password });
    return email;
  }

  function callApi(path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json', 'user-agent': 'curl/8.0.0' };
    return fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  /** Opens the account of somebody who has signed in in this browser before. */
  async function openAccount(email: string, options: BrowserContextOptions = {}): Promise<Page> {
    const page = await open('about:blank', options);
    await signInBefore(page, email);
    await page.goto('/account');
    return page;
  }

  function sessionsOf(page: Page): Locator {
    return page.getByRole('region', { name: 'Where you are signed in' }).getByRole('listitem');
  }

  /** Sets the cookie in the page's browser, as the API does. */
  async function signInBefore(page: Page, email: string): Promise<void> {
    const response = await page.context().request.post('/auth/sign-in', { data: { email, password } });
    expect(response.status()).toBe(200);
  }

  it('lead from the front page to an account and out again, without any script, by a __Host-Http- cookie that a browser keeps on http://localhost', async () => {
    const page = await open('/');
    await page.getByRole('main').getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('E-mail address').fill('newcomer@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/sign-in?notice=signed-up');
    expect(await page.getByRole('status').textContent()).toContain('its account is ready');

    await page.getByLabel('E-mail address').fill('newcomer@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/account');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Your account');
    expect(await sessionsOf(page).textContent()).toMatch(/Chrome on Linux.*This device.*Last active just now/);
    expect(await page.context().cookies()).toEqual([
      expect.objectContaining({
        name: '__Host-Http-gemel',
        domain: 'localhost',
        path: '/',
        secure: true,
        httpOnly: true,
        sameSite: 'Lax',
        expires: -1,
      }),
    ]);

    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL('**/sign-in?notice=signed-out');
    await page.goto('/account');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });

  it('end one session, the others, and all, each at once (ASVS 7.5.2)', async () => {
    const email = await signUp();
    const page = await openAccount(email);
    const refreshTokens = await Promise.all(
      [1, 2, 3].map(async () => {
        const tokens = (await (await callApi('/auth/sign-in', { email, password, mode: 'token' })).json()) as {
          readonly access_token: string;
        };
        return tokens.access_token;
      }),
    );
    const standing = async (): Promise<number> => {
      const answers = await Promise.all(
        refreshTokens.map((token) => fetch(`${server.url}/auth/session`, { headers: { authorization: `Bearer ${token}` } })),
      );
      return answers.filter(({ status }) => status === 200).length;
    };

    await page.reload();
    expect(await sessionsOf(page).count()).toBe(4);
    await sessionsOf(page).filter({ hasText: 'curl' }).first().getByRole('button', { name: 'End' }).click();
    await page.waitForURL('**/account?notice=*');
    expect(await page.getByRole('status').textContent()).toBe('That session has ended.');
    expect([await sessionsOf(page).count(), await standing()]).toEqual([3, 2]);

    await page.getByRole('button', { name: 'End all others' }).click();
    await page.waitForURL('**/account?notice=others-ended');
    expect(await page.getByRole('status').textContent()).toBe('All your other sessions have ended.');
    expect([await sessionsOf(page).count(), await standing()]).toEqual([1, 0]);

    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.waitForURL('**/sign-in?notice=signed-out-everywhere');
    expect(await page.context().cookies()).toEqual([]);
  });

  it('show an access token once, on request, with a line that works; it dies with the session', async () => {
    const page = await openAccount(await signUp());
    expect(await page.content()).not.toContain('eyJ');
    await page.getByRole('button', { name: 'Show an access token' }).click();
    expect(page.url()).not.toContain('eyJ');
    const token = (await page.getByRole('region', { name: 'Access token', exact: true }).textContent())?.trim() ?? '';
    const line = (await page.getByRole('region', { name: 'Try it' }).textContent())?.trim();
    expect(line).toBe(`curl ${server.url}/auth/session -H 'Authorization: Bearer ${token}'`);
    const ask = async (): Promise<number> =>
      (await fetch(`${server.url}/auth/session`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await ask()).toBe(200);
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.waitForURL('**/sign-in**');
    expect(await ask()).toBe(401);
    // The browser has kept nothing of the page that showed it.
    await expect(page.goBack()).rejects.toThrow('ERR_CACHE_MISS');
  });

  it('copy a token by a button, where scripts run, and have none of it where they do not', async () => {
    const email = await signUp();
    const plain = await openAccount(email);
    await plain.getByRole('button', { name: 'Show an access token' }).click();
    expect(await plain.getByRole('button', { name: 'Copy' }).count()).toBe(0);

    const page = await openAccount(email, { javaScriptEnabled: true, permissions: ['clipboard-read', 'clipboard-write'] });
    const [answer] = await Promise.all([page.waitForNavigation(), page.getByRole('button', { name: 'Show an access token' }).click()]);
    expect(answer?.headers()['content-security-policy']).toContain(
      "script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'",
    );
    const token = (await page.getByRole('region', { name: 'Access token', exact: true }).textContent())?.trim();
    await page.getByRole('button', { name: 'Copy' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token);
  });

  it('can be used by keyboard alone, and show where the focus is', async () => {
    const email = await signUp();
    const page = await open('/', { javaScriptEnabled: true });
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    const tabTo = async (text: string): Promise<void> => {
      for (let presses = 0; presses < 20 && (await focused()) !== text; presses += 1) await page.keyboard.press('Tab');
      expect(await focused()).toBe(text);
      expect(await page.evaluate(() => getComputedStyle(document.activeElement ?? document.body).outlineStyle)).toBe('solid');
    };
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await tabTo('Sign in');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in');
    // The browser moves the focus when it first draws the page, which may be after the page has loaded.
    await page.locator('#email:focus').waitFor();
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account');
    await tabTo('Sign out');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in?notice=signed-out');
  });

  it('say what was wrong beside the form, keep the address and never the password', async () => {
    const email = await signUp();
    const page = await open('/sign-in');
    for (const [address, secret] of [
      [email, 'not the password, no'],
      ['nobody@example.com', password],
    ] as const) {
      await page.getByLabel('E-mail address').fill(address);
      await page.getByLabel('Password').fill(secret);
      await page.getByRole('button', { name: 'Sign in' }).click();
      expect(await page.getByRole('alert').textContent()).toBe('The e-mail address or the password is wrong.');
      expect(await page.getByLabel('E-mail address').inputValue()).toBe(address);
      expect(await page.getByLabel('Password').inputValue()).toBe('');
      expect(await page.content()).not.toContain(secret);
    }
    await page.goto('/sign-up');
    await page.getByLabel('E-mail address').fill('somebody@example.com');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('at least 15 characters');
    const field = page.getByLabel('Password');
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.getAttribute('aria-describedby')).toBe('password-fault password-hint');
    expect(await page.locator(':focus').getAttribute('id')).toBe('password');
  });

  it('say the same to whoever takes an address that is taken (no enumeration, ASVS 6.3.8)', async () => {
    const page = await open('/sign-up');
    await page.getByLabel('E-mail address').fill(await signUp());
    await page.getByLabel('Password').fill('another password than before');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.waitForURL('**/sign-in?notice=signed-up');
    expect(await page.getByRole('status').textContent()).toContain('If that address was new');
  });

  it('let password managers and paste do their work (ASVS 6.2.6, 6.2.7)', async () => {
    const page = await open('/sign-in', { javaScriptEnabled: true });
    const attributes = (): Promise<readonly string[]> =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLInputElement>('input:not([type=hidden])')].map(
          ({ name, type, autocomplete }) => `${name} ${type} ${autocomplete}`,
        ),
      );
    expect(await attributes()).toEqual(['email email username webauthn', 'password password current-password']);
    const pasted = await page.evaluate(() => {
      const field = document.querySelector('#password');
      return field?.dispatchEvent(new ClipboardEvent('paste', { cancelable: true }));
    });
    expect(pasted).toBe(true);
    await page.goto('/sign-up');
    expect(await attributes()).toEqual(['email email email', 'password password new-password']);
  });

  it('lead a visitor who has signed in already on to a path of ours, and nowhere else (S29)', async () => {
    const page = await openAccount(await signUp());
    await page.goto('/sign-in?next=%2Faccount%3Fnotice%3Dothers-ended');
    expect(page.url()).toBe(`${server.url}/account?notice=others-ended`);
    for (const next of ['//evil.example/', 'https://evil.example/', '/\\evil.example', '/\t/evil.example']) {
      await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
      expect(page.url()).toBe(`${server.url}/account`);
    }
  });

  it('tell a visitor whose session was ended elsewhere, and let nobody in', async () => {
    const email = await signUp();
    const page = await openAccount(email);
    const other = await openAccount(email);
    await other.getByRole('button', { name: 'End all others' }).click();
    await page.getByRole('button', { name: 'Show an access token' }).click();
    await page.waitForURL(({ pathname }) => pathname === '/sign-in');
    expect(await page.getByRole('status').textContent()).toContain('Your session has ended');
  });

  describe('visited from another site', () => {
    let elsewhere: Server;
    let origin = '';

    beforeAll(async () => {
      elsewhere = createServer((request, response) => {
        const action = new URL(request.url ?? '/', 'http://x').searchParams.get('to') ?? '';
        response.setHeader('content-type', 'text/html');
        response.end(`<form method="post" action="${action}"><input name="email" value="attacker@example.com"><input name="password" value="${password}"><button>Win a prize</button></form>
          <iframe src="${server.url}/sign-in"></iframe>`);
      });
      await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
      const address = elsewhere.address();
      origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
    });

    afterAll(() => {
      elsewhere.closeAllConnections();
      elsewhere.close();
    });

    it('do nothing for a form of it (F16)', async () => {
      const page = await openAccount(await signUp());
      const before = await page.context().cookies(server.url);
      for (const path of ['/sign-in', '/sign-out', '/account/access-token']) {
        await page.goto(`${origin}/?to=${encodeURIComponent(server.url + path)}`);
        const [response] = await Promise.all([page.waitForNavigation(), page.getByRole('button').click()]);
        expect(response?.status(), path).toBe(403);
        expect(await page.getByRole('heading').textContent()).toBe('Not from here');
      }
      await page.goto('/account');
      expect(new URL(page.url()).pathname).toBe('/account');
      expect(await page.context().cookies(server.url)).toEqual(before);
    });

    it('are not shown in a frame of it', async () => {
      const page = await open(`${origin}/`, { javaScriptEnabled: true });
      await expect.poll(() => page.frames().map((frame) => frame.url())).toEqual([`${origin}/`, 'chrome-error://chromewebdata/']);
    });
  });
});
