/** Leads a browser to a row of the page table, and notes what came over the wire for the page it ends on. */
import type { Browser, BrowserContextOptions, Page, Response as PageResponse } from 'playwright-core';
import type { InProcessServer } from '../../support/in-process-server.ts';
import { letInAsAdministrator } from '../../console/support/administrator-cookies.ts';
import type { PageRow } from './page-row.ts';

const password = 'three lamps over water';

export interface PageWalk {
  readonly page: Page;
  readonly server: InProcessServer;
  readonly email: string;
  readonly password: string;
}

export interface Arrival extends PageWalk {
  /** The last document, in the browser's eyes. */
  readonly status: number | undefined;
  /** Whether it was asked for, and can be again; false for one that answers a form. */
  readonly isReloadable: boolean;
  /** Bytes for that document and everything it loads, nothing coming from a cache. */
  transferred(): number;
  /** What the browser complained of, in its console. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** @param email of somebody whom nobody else uses; the account is made here where the row needs one. */
export async function walkTo(
  browser: Browser,
  server: InProcessServer,
  row: PageRow,
  options: { readonly email: string; readonly context?: BrowserContextOptions },
): Promise<Arrival> {
  const { email } = options;
  const isOfConsole = row.who === 'administrator' || row.isOfConsole === true;
  const context = await browser.newContext({ baseURL: isOfConsole ? server.adminUrl : server.url, ...options.context });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  const wire = await watchWire(page);
  if (row.who === 'somebody') await signIn(page, server, email);
  if (row.who === 'administrator') await letInAsAdministrator(page, server);
  let document: PageResponse | null = await page.goto(row.path);
  page.on('response', (response) => {
    if (response.request().isNavigationRequest() && response.status() < 300 === response.ok()) document = response;
  });
  await row.act?.({ page, server, email, password });
  await page.waitForLoadState('load');
  const answered = { status: document?.status(), isReloadable: document?.request().method() === 'GET' };
  return { page, server, email, password, ...answered, transferred: wire, complaints, close: () => context.close() };
}

async function signIn(page: Page, server: InProcessServer, email: string): Promise<void> {
  const post = (path: string, body: unknown): Promise<Response> =>
    fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'curl/8.0.0' },
      body: JSON.stringify(body),
    });
  await post('/auth/sign-up', { email, password });
  await post('/auth/sign-in', { email, password, mode: 'token' });
  const signedIn = await page.context().request.post('/auth/sign-in', { data: { email, password } });
  if (!signedIn.ok()) throw new Error(`nobody is signed in: ${signedIn.status()} ${await signedIn.text()}`);
}

/** Counts what the network delivers, from the last document on. */
async function watchWire(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  let bytes = 0;
  session.on('Network.requestWillBeSent', ({ type }) => {
    if (type === 'Document') bytes = 0;
  });
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength));
  return () => bytes;
}
