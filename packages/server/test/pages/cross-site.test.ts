/** Another site against every route that changes something: the list is the server's own table, so that a new route is attacked as well. */
import { createServer, type Server } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouteRow } from '../../src/http/route-table.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess, type Visitor, visit } from '../support/in-process-server.ts';

const password = 'three lamps over water';
const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/** Routes that a browser's cookie does not open, with the reason; they answer whoever brings the credential itself, and 4xx to anybody else. */
const openedByMore: ReadonlyMap<string, string> = new Map([
  ['POST /oauth/revoke', 'takes a token in its body'],
  ['POST /oauth/introspect', "takes a client's secret"],
  ['POST /auth/back-channel-logout/{provider}', 'takes a token that a provider has signed'],
]);

/** Routes that act for the cookie alone: where a browser does not send it they have nothing to act on, and need not say so with 403. */
const idleWithoutCookie: ReadonlySet<string> = new Set(['POST /oauth/token', 'POST /auth/sign-out', 'POST /auth/step-up']);

/** As many members as a request of ours may hold, so that what is refused is where it comes from and not what it lacks. */
const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '/oauth/token': { grant_type: 'urn:gemel:session' },
  '/sign-in': { email: 'mallory@example.com', password },
  '/auth/sign-in': { email: 'mallory@example.com', password },
  '/sign-up': { email: 'planted@example.com', password },
  '/auth/sign-up': { email: 'planted@example.com', password },
};

let server: InProcessServer;
let people = 0;

beforeAll(async () => {
  const GEMEL_PROVIDERS = '{"example":{"issuer":"http://127.0.0.1:9","clientId":"gemel"}}';
  server = await startInProcess({ GEMEL_SIGN_IN_LINKS: 'on', GEMEL_PROVIDERS });
  await visit(server.url).post('/sign-up', { email: 'mallory@example.com', password });
});

afterAll(() => server.stop());

function changingRoutes(): readonly RouteRow[] {
  return server.routes
    .filter(({ method }) => !safeMethods.includes(method))
    .map(({ method, path }) => ({ method: method === 'ALL' ? 'POST' : method, path }));
}

interface Person {
  readonly email: string;
  readonly visitor: Visitor;
  readonly sid: string;
}

async function person(): Promise<Person> {
  people += 1;
  const email = `victim-${people}@example.com`;
  const [visitor, other] = [visit(server.url), visit(server.url)];
  await visitor.post('/sign-up', { email, password });
  for (const one of [visitor, other]) await one.post('/sign-in', { email, password });
  const { sid } = (await readJson('/auth/session', visitor.cookie())) as { readonly sid: string };
  return { email, visitor, sid };
}

async function readJson(path: string, cookie: string): Promise<unknown> {
  const response = await fetch(`${server.url}${path}`, { headers: { cookie } });
  return [response.status, await response.json()][1];
}

/** What no other site may change: the person's sessions, and what the engine says of this one. */
async function standing(cookie: string): Promise<unknown> {
  const { sessions } = (await readJson('/auth/sessions', cookie)) as { readonly sessions?: readonly { readonly sid: string }[] };
  return [sessions?.map(({ sid }) => sid).toSorted(), await readJson('/auth/session', cookie)];
}

/** The path with the person's own session wherever one is named, and a provider that there is: the most that an attacker could know. */
function fill(path: string, sid: string): string {
  const filled = path.replaceAll(/\{(?:name|provider)\}/g, 'example').replaceAll(/\{[^}]*\}/g, sid);
  return path === '/auth/sessions' ? `${filled}?scope=all` : filled;
}

describe('a request that another site makes', () => {
  it('has routes to try: the pages, the endpoints of accounts and those of the engine', () => {
    const found = changingRoutes().map(({ method, path }) => `${method} ${path}`);
    const known = [
      'POST /sign-in',
      'POST /account/password',
      'POST /account/sessions/{sid}/end',
      'POST /auth/sign-in',
      'POST /auth/sign-in-link/redeem',
      'POST /sign-in-link',
      'DELETE /auth/sessions',
    ];
    expect(found).toEqual(expect.arrayContaining(known));
  });

  it.each([
    ['says cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['says same-site', { 'sec-fetch-site': 'same-site' }],
    ['says cross-site, with an Origin', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }],
    ['says only its Origin', { origin: 'https://evil.example' }],
    ['says that its Origin is null', { origin: 'null' }],
    ['says an Origin that begins like ours', { origin: 'http://localhost.evil.example' }],
    ['says our host on another port', { origin: 'http://localhost:1' }],
    ['says nothing', {}],
  ] as const)(
    'that %s changes nothing on any route (F16)',
    async (_, headers) => {
      const { visitor, sid } = await person();
      const before = await standing(visitor.cookie());
      for (const { method, path } of changingRoutes()) {
        const response = await fetch(`${server.url}${fill(path, sid)}`, {
          method,
          redirect: 'manual',
          headers: { ...headers, cookie: visitor.cookie(), accept: 'text/html' },
          ...(method === 'DELETE' ? {} : { body: new URLSearchParams(fields[path] ?? {}) }),
        });
        const name = `${method} ${path}`;
        if (openedByMore.has(name)) expect(response.status, name).toBeGreaterThanOrEqual(400);
        else expect(response.status, name).toBe(403);
        expect(response.headers.get('set-cookie'), name).toBeNull();
        expect(await standing(visitor.cookie()), name).toEqual(before);
      }
    },
    60_000,
  );

  it('by following a link changes nothing either: no GET does', async () => {
    const { visitor, sid } = await person();
    const before = await standing(visitor.cookie());
    for (const { method, path } of server.routes) {
      if (method !== 'GET' || path === '/feed') continue;
      const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', cookie: visitor.cookie(), accept: 'text/html' };
      const response = await fetch(`${server.url}${fill(path, sid)}`, { redirect: 'manual', headers });
      expect(response.headers.get('set-cookie'), path).toBeNull();
      await response.body?.cancel();
    }
    expect(await standing(visitor.cookie())).toEqual(before);
  });
});

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('a form of another origin in Chromium (skipped without one)', () => {
  let browser: Browser;
  let elsewhere: Server;
  let port = 0;

  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
    elsewhere = createServer((request, response) => {
      const query = new URL(request.url ?? '/', 'http://x').searchParams;
      const inputs = [...query].filter(([name]) => name !== 'to').map(([name, value]) => `<input name="${name}" value="${value}">`);
      response.setHeader('content-type', 'text/html');
      response.end(`<form method="post" action="${query.get('to')}">${inputs.join('')}<button>Win a prize</button></form>`);
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, resolve));
    const address = elsewhere.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });

  afterAll(async () => {
    await browser.close();
    elsewhere.closeAllConnections();
    elsewhere.close();
  });

  // The first is the same site, to which a Lax cookie is sent: only the check of the origin stands between.
  it.each([
    ['the same host on another port', 'localhost', true],
    ['another host', '127.0.0.1', false],
  ])(
    'on %s is refused by every route that a form can reach (F16)',
    async (_, host, isCookieSent) => {
      const routes = changingRoutes().filter(({ method }) => method === 'POST');
      const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
      const { email, sid } = await person();
      await page.goto(`${server.url}/sign-in`);
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL('**/account');
      const cookie = await cookieOf(page);
      const before = await standing(cookie);
      for (const { path } of routes) {
        const query = new URLSearchParams({ to: `${server.url}${fill(path, sid)}`, ...fields[path] });
        await page.goto(`http://${host}:${port}/?${query.toString()}`);
        const [sent, response] = await Promise.all([
          page.waitForRequest((request) => request.method() === 'POST'),
          page.waitForNavigation(),
          page.getByRole('button').click(),
        ]);
        expect(((await sent.allHeaders())['cookie'] ?? '') !== '', path).toBe(isCookieSent);
        if (openedByMore.has(`POST ${path}`)) expect(response?.status(), path).toBeGreaterThanOrEqual(400);
        else if (isCookieSent || !idleWithoutCookie.has(`POST ${path}`)) expect(response?.status(), path).toBe(403);
        expect(await cookieOf(page), path).toBe(cookie);
      }
      expect(await standing(cookie)).toEqual(before);
      await page.context().close();
    },
    180_000,
  );

  async function cookieOf(page: Page): Promise<string> {
    const cookies = await page.context().cookies(server.url);
    return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
});
