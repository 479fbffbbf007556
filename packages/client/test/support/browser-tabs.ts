/** Tabs of one browser in which the client runs, and what they say of the session. */
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import type { Origins } from './start-origins.ts';

export interface TabState {
  readonly status: 'unknown' | 'signed-in' | 'signed-out';
  readonly reason?: string;
  readonly sid?: string;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

export interface Tab {
  readonly page: Page;
  state(): Promise<TabState['status']>;
  reason(): Promise<string | undefined>;
  /** Every change so far. */
  history(): Promise<readonly TabState[]>;
  /** Status of a request through the client, or `failed`. */
  call(url: string, init?: RequestInit): Promise<number | 'failed'>;
  evaluate<Result>(source: string): Promise<Result>;
  setFrozen(isFrozen: boolean): Promise<void>;
}

export interface TabOptions {
  readonly mode: 'cookie' | 'token';
  readonly apis?: readonly string[];
  /** Every request of the page passes through a service worker. */
  readonly worker?: boolean;
  /** A browser that has no Web Locks. */
  readonly withoutLocks?: boolean;
}

export interface BrowserTabs {
  readonly context: BrowserContext;
  /** Begins a session of the browser's. Returns its `sid`. */
  signIn(subject?: string): Promise<string>;
  /** The last session that was begun. */
  sid(): string;
  /** Kills every service worker, whatever it is doing. */
  stopWorkers(): Promise<void>;
  open(options: TabOptions): Promise<Tab>;
  /** Opens so many at once. */
  openMany(count: number, options: TabOptions): Promise<readonly Tab[]>;
  close(): Promise<void>;
}

export async function openBrowserTabs(browser: Browser, { url, gemel }: Origins): Promise<BrowserTabs> {
  const context = await browser.newContext();
  const sessions: CDPSession[] = [];
  let sid = '';
  const open = async (options: TabOptions): Promise<Tab> => {
    const page = await context.newPage();
    if (options.withoutLocks === true) await page.addInitScript("Object.defineProperty(navigator, 'locks', { value: undefined })");
    await page.goto(`${url}/?${encodeURIComponent(JSON.stringify(options))}`);
    await page.waitForFunction('window.client !== undefined');
    const cdp = await context.newCDPSession(page);
    sessions.push(cdp);
    return tabOf(page, cdp);
  };
  return {
    context,
    open,
    async signIn(subject = 'ada') {
      const { session, sessionToken = '' } = await gemel.startSession({ subject });
      await context.addCookies([
        {
          name: '__Host-Http-gemel',
          value: sessionToken,
          url: url.replace('http:', 'https:'),
          secure: true,
          httpOnly: true,
          sameSite: 'Lax',
        },
      ]);
      sid = session.sid;
      return sid;
    },
    sid: () => sid,
    async stopWorkers() {
      await sessions[0]?.send('ServiceWorker.enable');
      await sessions[0]?.send('ServiceWorker.stopAllWorkers');
    },
    openMany: (count, options) => Promise.all(Array.from({ length: count }, () => open(options))),
    close: () => context.close(),
  };
}

function tabOf(page: Page, cdp: CDPSession): Tab {
  // As text: what is a function here would be changed by the test runner before it is sent.
  const evaluate = <Result>(source: string): Promise<Result> => page.evaluate(source);
  return {
    page,
    evaluate,
    state: () => evaluate('client.get().status'),
    reason: () => evaluate('client.get().reason'),
    history: () => evaluate('states'),
    call: (url, init) =>
      evaluate(`client.fetch(${JSON.stringify(url)}, ${JSON.stringify(init ?? {})}).then(({ status }) => status, () => 'failed')`),
    setFrozen: async (isFrozen) => {
      await cdp.send('Page.setWebLifecycleState', { state: isFrozen ? 'frozen' : 'active' });
    },
  };
}
