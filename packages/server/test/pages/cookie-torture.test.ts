/**
 * What a sibling site, another port and a script in our own page can do to a visitor's cookies, in a real browser over HTTPS. Whatever they
 * plant holds the attacker's own good credentials: taken, it would sign the visitor in as somebody else. S32, F17
 */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { startTlsFront, type TlsFront } from '../support/tls-front.ts';

const executablePath = findChromium();
const password = 'three lamps over water';
const name = '__Host-Http-gemel';
const shared = 'Domain=gemel.test; Path=/; Secure; HttpOnly';
/** Text as it goes over the wire: each byte one character. */
const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** What is planted, and whether the browser sends it to us. */
const plants: readonly (readonly [what: string, isSent: boolean, lines: (token: string) => readonly string[]])[] = [
  ['our name for the whole domain', false, (token) => [`${name}=${token}; ${shared}`]],
  ['our name in small letters', false, (token) => [`${name.toLowerCase()}=${token}; ${shared}`]],
  ['our name in the value of a cookie without one', false, (token) => [`=${name}=${token}; ${shared}`]],
  ['our name after a TAB', false, (token) => [`\t${name}=${token}; ${shared}`]],
  ['our name at a longer path', false, (token) => [`${name}=${token}; Domain=gemel.test; Path=/account; Secure; HttpOnly`]],
  ['our name, for the sibling alone', false, (token) => [`${name}=${token}; Path=/; Secure; HttpOnly`]],
  ['our name after U+2000', true, (token) => [`${bytes('\u2000')}${name}=${token}; ${shared}`]],
  ['our name after U+00A0', true, (token) => [`${bytes('\u00a0')}${name}=${token}; ${shared}`]],
  ['a name without our prefix, at a longer path', true, (token) => [`gemel=${token}; Domain=gemel.test; Path=/auth; Secure`]],
  ['a name that servers often use', true, (token) => [`sid=${token}; ${shared}`, `session=${token}; ${shared}`]],
  ['the version of RFC 2109', true, (token) => [`$Version=1; ${shared}`, `gemel=${token}; ${shared}`]],
  [
    'quotes around what lies between, with our name inside',
    true,
    (token) => [`a="start; Domain=gemel.test; Path=/auth; Secure`, `b=${name}=${token}; ${shared}`, `z=end"; ${shared}`],
  ],
  ['half a sign-in, under its own name', false, (token) => [`${name}-pending=${token}; ${shared}`]],
  ['half a sign-in after U+2000', true, (token) => [`${bytes('\u2000')}${name}-pending=${token}; ${shared}`]],
];

describe.skipIf(executablePath === undefined)('cookies over HTTPS in Chromium (skipped without one)', { timeout: 60_000 }, () => {
  let server: InProcessServer;
  let front: TlsFront;
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let mallorysToken = '';

  beforeAll(async () => {
    server = await startInProcess({ GEMEL_URL: 'https://login.gemel.test' });
    front = await startTlsFront(() => server.address);
    browser = await launchChromium(executablePath ?? '', front.browserArguments);
    for (const who of ['ada', 'mallory']) await post('/auth/sign-up', { email: `${who}@example.com`, password });
    const signedIn = await post('/auth/sign-in', { email: 'mallory@example.com', password });
    mallorysToken = new RegExp(`^${name}=([^;]+)`).exec(signedIn.headers.get('set-cookie') ?? '')?.[1] ?? '';
    const mallory = await fetch(`${server.address}/auth/session`, { headers: { cookie: `${name}=${mallorysToken}` } });
    expect(mallory.status).toBe(200);
  });

  afterEach(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    contexts = [];
  });

  afterAll(async () => {
    await browser.close();
    await front.stop();
    await server.stop();
  });

  function post(path: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json', origin: front.login };
    return fetch(`${server.address}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async function open(): Promise<Page> {
    const context = await browser.newContext({ ignoreHTTPSErrors: true });
    contexts.push(context);
    return context.newPage();
  }

  /** Signs Ada in by the page, and returns her session. */
  async function signIn(page: Page): Promise<string> {
    await page.goto(`${front.login}/sign-in`);
    await page.getByLabel('E-mail address').fill('ada@example.com');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.waitForURL(`${front.login}/account`);
    expect(await page.getByText('ada@example.com').count()).toBeGreaterThan(0);
    return whoIsThere(page);
  }

  /** The session that the browser is in, or the code of the refusal. */
  async function whoIsThere(page: Page): Promise<string> {
    const answer = await page.goto(`${front.login}/auth/session`);
    const { sid, code }: { readonly sid?: string; readonly code?: string } = (await answer?.json()) ?? {};
    return sid ?? code ?? '';
  }

  async function plant(page: Page, lines: readonly string[], at: 'sibling' | 'neighbour' = 'sibling'): Promise<void> {
    front.planted = lines;
    await page.goto(front[at]);
  }

  describe('that a sibling plants', () => {
    it.each(plants)('as %s change nobody: a stranger stays one, and a visitor herself (S32, F17)', async (_, isSent, lines) => {
      const page = await open();
      await plant(page, lines(mallorysToken));
      expect(await whoIsThere(page)).toBe('authentication_required');
      expect(front.received.login.includes(mallorysToken)).toBe(isSent);
      const sid = await signIn(page);
      expect(sid).toMatch(/^[\w-]{22}$/);
      expect(mallorysToken).not.toContain(sid);
      await plant(page, lines(mallorysToken));
      expect(await whoIsThere(page)).toBe(sid);
      expect(front.received.login).toContain(`${name}=${sid}.`);
      expect((await page.goto(`${front.login}/account`))?.status()).toBe(200);
      expect(await page.getByText('ada@example.com').count()).toBeGreaterThan(0);
    });

    it('in such numbers that ours is pushed out sign a visitor out, and never in as somebody else (S32)', async () => {
      const page = await open();
      await signIn(page);
      await plant(
        page,
        Array.from({ length: 400 }, (_, index) => `c${index}=x; ${shared}`),
      );
      expect(await whoIsThere(page)).toBe('authentication_required');
      for (const [, , lines] of plants) await plant(page, lines(mallorysToken));
      expect(await whoIsThere(page)).toBe('authentication_required');
      expect(await signIn(page)).toMatch(/^[\w-]{22}$/);
    });

    it('never reach the sibling: ours stays with our host', async () => {
      const page = await open();
      await signIn(page);
      await plant(page, []);
      expect(front.received.sibling).toBe('');
    });
  });

  describe('that a script in our own page writes', () => {
    it('are never ours, neither in its place nor where there was none, not even in a jar that ran over', async () => {
      const page = await open();
      const write = (lines: readonly string[]): Promise<void> =>
        page.evaluate((all) => {
          for (const line of all) document.cookie = line;
        }, lines);
      const ours = [name, `${name}-pending`].map((one) => `${one}=${mallorysToken}; Path=/; Secure`);
      const more = Array.from({ length: 400 }, (_, index) => `c${index}=x; Path=/; Secure`);
      await page.goto(`${front.login}/sign-in`);
      await write(ours);
      expect(await whoIsThere(page)).toBe('authentication_required');
      expect(front.received.login).toBe('');

      const sid = await signIn(page);
      await page.goto(`${front.login}/account`);
      await write(ours);
      expect(await page.evaluate(() => document.cookie)).toBe('');
      expect(await whoIsThere(page)).toBe(sid);

      await page.goto(`${front.login}/account`);
      await write([...more, ...ours]);
      expect(['authentication_required', sid]).toContain(await whoIsThere(page));
      expect(front.received.login).not.toContain(mallorysToken);
    });

    it('may be of a name that begins with __Host- alone: why ours begins with __Host-Http-', async () => {
      const page = await open();
      await page.goto(`${front.login}/sign-in`);
      await page.evaluate(() => {
        for (const prefix of ['__Host-', '__Host-Http-', '__Http-']) document.cookie = `${prefix}x=1; Path=/; Secure`;
      });
      await page.goto(`${front.login}/sign-in`);
      expect(front.received.login).toBe('__Host-x=1');
    });
  });

  describe('at another port of our host', () => {
    it('are the same jar: our cookie goes there, and one that is set there comes to us; which is why nothing else belongs on the host', async () => {
      const page = await open();
      const sid = await signIn(page);
      await plant(page, [`${name}=${mallorysToken}; Path=/; Secure`], 'neighbour');
      expect(front.received.neighbour).toContain(`${name}=${sid}.`);
      // Without HttpOnly a server may not set this name either.
      expect(await whoIsThere(page)).toBe(sid);
      await plant(page, [`${name}=${mallorysToken}; Path=/; Secure; HttpOnly`], 'neighbour');
      expect(mallorysToken).toContain(await whoIsThere(page));
    });
  });
});
