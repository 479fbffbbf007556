/** The classic application's WebSocket and stream in a real browser: open while the session is, in every tab. */
import { reservePort } from '@gemel/testbed';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type RunningExample, startExample } from '../support/example-process.ts';

const executable = findChromium();
const patience = { timeout: 15_000 };

describe.skipIf(executable === undefined)('examples/express-web, live', { timeout: 60_000 }, () => {
  let example: RunningExample;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    example = await startExample('express-web', { EXPRESS_WEB_PORT: String(await reservePort()) });
    browser = await launchChromium(executable ?? '');
  }, 60_000);
  afterAll(async () => {
    await browser.close();
    expect(await example.stop()).toBe(0);
  });
  beforeEach(async () => {
    context = await browser.newContext();
  });
  afterEach(() => context.close());

  const shows = (page: Page, id: string, text: RegExp): Promise<void> => page.locator(`#${id}`, { hasText: text }).waitFor(patience);
  const isOpen = async (page: Page): Promise<void> => {
    await shows(page, 'socket', /^open$/);
    await shows(page, 'stream', /^open, at /);
  };
  const hasEnded = async (page: Page): Promise<void> => {
    await shows(page, 'socket', /^closed: 3000 invalid_token$/);
    await shows(page, 'stream', /^closed: invalid_token$/);
  };

  async function signIn(name: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`${example.url}/sign-in`);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Password').fill(new RegExp(`^ {2}${name} {2}(\\S+)$`, 'm').exec(example.output())?.[1] ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await isOpen(page);
    return page;
  }

  it('opens both while somebody is signed in, and says in every tab what was said in one', async () => {
    const first = await signIn('ada');
    const second = await context.newPage();
    await second.goto(example.url);
    await isOpen(second);
    await first.getByLabel('Say something').fill('<b>hello</b>');
    await first.getByRole('button', { name: 'Say it' }).click();
    for (const page of [first, second]) await page.getByText('ada: <b>hello</b>').waitFor(patience);
  });

  it('closes both, in every tab, when the session is ended on another node, and when somebody signs out', async () => {
    const first = await signIn('ada');
    const second = await context.newPage();
    await second.goto(example.url);
    await isOpen(second);
    await first.getByRole('button', { name: 'End this session on another node' }).click();
    await Promise.all([first, second].map(hasEnded));

    const third = await signIn('grace');
    const fourth = await context.newPage();
    await fourth.goto(example.url);
    await isOpen(fourth);
    await third.getByRole('button', { name: 'Sign out' }).click();
    await third.waitForURL(/sign-in/);
    await hasEnded(fourth);
  });

  it('ASVS 4.4.2: opens no socket for a page of another site, whatever cookie the browser has', async () => {
    await signIn('ada');
    const elsewhere = await context.newPage();
    await elsewhere.route('http://127.0.0.1:9/', (route) => route.fulfill({ contentType: 'text/html', body: '<title>elsewhere</title>' }));
    await elsewhere.goto('http://127.0.0.1:9/');
    const url = example.url.replace('http', 'ws');
    const outcome = await elsewhere.evaluate<string>(
      `new Promise((resolve) => { const socket = new WebSocket('${url}'); socket.onopen = () => resolve('open'); socket.onclose = ({ code }) => resolve(String(code)); })`,
    );
    expect(outcome).toBe('1006');
  });
});
