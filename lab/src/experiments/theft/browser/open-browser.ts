/** A real Chromium for the attacks that need a browser; where none is installed, its rules. */
import { findProgram } from '@gemel/testbed/find-program';
import type { BrowserContext, Page, Response } from 'playwright-core';
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
  return {
    what: `Scripts, cookies and forms were tried in Chromium ${browser.version()}, each with a fresh profile.`,
    async visit({ port }, keeps) {
      const context = await browser.newContext();
      const isPage = ({ pathname }: URL): boolean => pathname === '/';
      // The pages themselves: a node has none. Nobody else is asked for anything.
      await context.route(isPage, (route) => route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }));
      await context.route(
        (url) => !isPage(url) && url.host !== `${applicationHost}:${port}`,
        (route) => route.abort(),
      );
      const page = await context.newPage();
      await page.goto(`http://${applicationHost}:${port}/`);
      const credential = await signIn(page, keeps);
      return {
        credential,
        runScript: () => page.evaluate(greedyScript),
        submitFrom: (origin) => submit(context, origin, port),
        end: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
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

async function submit(context: BrowserContext, origin: string, port: number): Promise<Submitted> {
  const page = await context.newPage();
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
