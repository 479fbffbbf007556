/** A real Chromium for the attacks that need a browser; where none is installed, its rules. */
import { findProgram } from '@gemel/testbed/find-program';
import type { Browser, BrowserContext, Page, Response } from 'playwright-core';
import { credentialOf } from '../../../fleet/credential.ts';
import { applicationHost, greedyScript, type Keeping, type LabBrowser, type Submitted } from './lab-browser.ts';
import { ruledBrowser } from './ruled-browser.ts';

export async function openBrowser(): Promise<LabBrowser> {
  const program = findChromium();
  return program === undefined ? ruledBrowser : openChromium(program);
}

export function findChromium(): string | undefined {
  return ['chromium', 'chromium-browser', 'google-chrome'].map(findProgram).find((found) => found !== undefined);
}

export async function openChromium(program: string): Promise<LabBrowser> {
  const { chromium } = await import('playwright-core');
  // Its own sandbox needs namespaces, which containers and the superuser lack; it opens nothing but the lab's pages.
  const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-gpu'] });
  const idle = new Map<number, Tab[]>();
  return {
    what: `Scripts, cookies and forms were tried in Chromium ${browser.version()}, with nothing kept from one to the next.`,
    async visit({ port }, keeps) {
      const tab = idle.get(port)?.pop() ?? (await openTab(browser, port));
      const { context, page } = tab;
      await page.goto(`http://${applicationHost}:${port}/`);
      const credential = await signIn(page, keeps);
      let hasLeft = false;
      return {
        credential,
        runScript: () => page.evaluate(greedyScript),
        submitFrom(origin) {
          hasLeft = true;
          return submit(page, origin, port);
        },
        async end() {
          if (hasLeft) return context.close();
          await page.evaluate('localStorage.clear()');
          await context.clearCookies();
          idle.set(port, [...(idle.get(port) ?? []), tab]);
        },
      };
    },
    close: () => browser.close(),
  };
}

/** Of a profile of its own; opening one takes Chromium longer than everything that is tried in it. */
interface Tab {
  readonly context: BrowserContext;
  readonly page: Page;
}

async function openTab(browser: Browser, port: number): Promise<Tab> {
  const context = await browser.newContext();
  const isPage = ({ pathname }: URL): boolean => pathname === '/';
  // The pages themselves: a node has none. Nobody else is asked for anything.
  await context.route(isPage, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
  await context.route(
    (url) => !isPage(url) && url.host !== `${applicationHost}:${port}`,
    (route) => route.abort(),
  );
  return { context, page: await context.newPage() };
}

async function signIn(page: Page, keeps: Keeping): Promise<ReturnType<typeof credentialOf>> {
  const answered = page.waitForResponse((response) => isFor(response, '/sign-in'));
  const tokens: { accessToken?: string; refreshToken?: string } = await page.evaluate(pageScript(keeps));
  const response = await answered;
  const headers = await response.headersArray();
  const setCookies = headers.filter(({ name }) => name.toLowerCase() === 'set-cookie').map(({ value }) => value);
  return credentialOf(setCookies, tokens);
}

/** What the application's own script does. */
function pageScript(keeps: Keeping): string {
  const keep = {
    localStorage: 'Object.assign(localStorage, tokens)',
    global: 'Object.assign(window, tokens)',
    closure: "window.ask = () => fetch('/whoami', { headers: { authorization: 'Bearer ' + tokens.accessToken } })",
  }[keeps];
  return `(async () => {
    const body = JSON.stringify({ subject: 'ada' });
    const response = await fetch('/sign-in', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const tokens = await response.json();
    ${keep};
    return tokens;
  })()`;
}

/** In the same tab, as by a link that was followed. */
async function submit(page: Page, origin: string, port: number): Promise<Submitted> {
  await page.goto(`${origin}/`);
  const answered = page.waitForResponse((response) => isFor(response, '/act'));
  await page.evaluate(`{
    const form = document.createElement('form');
    Object.assign(form, { method: 'post', action: 'http://${applicationHost}:${port}/act' });
    document.documentElement.append(form);
    form.submit();
  }`);
  const response = await answered;
  const { cookie } = await response.request().allHeaders();
  return { hadCookie: cookie !== undefined, status: response.status() };
}

function isFor(response: Response, path: string): boolean {
  return new URL(response.url()).pathname === path;
}
