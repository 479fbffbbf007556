/** The single-page application in a real browser: a second tab, a session that is ended elsewhere, a laptop that sleeps, no network. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { reservePorts } from '@gemel/testbed';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type RunningExample, startExample } from '../support/example-process.ts';

const executable = findChromium();
const patience = { timeout: 15_000 };

it('examples/spa: its page is type-checked', { timeout: 60_000 }, () => {
  const folder = fileURLToPath(new URL('../../../../', import.meta.url));
  const program = `${folder}node_modules/.bin/tsc`;
  expect(execFileSync(program, ['-p', `${folder}examples/spa`], { encoding: 'utf8' })).toBe('');
});

describe.skipIf(executable === undefined)('examples/spa', { timeout: 60_000 }, () => {
  let example: RunningExample;
  let browser: Browser;
  let context: BrowserContext;

  beforeAll(async () => {
    const [port, apiPort] = await reservePorts(2);
    example = await startExample('spa', { SPA_PORT: String(port), SPA_API_PORT: String(apiPort) });
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

  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(example.url);
    return page;
  };
  const shows = (page: Page, text: string): Promise<void> => page.getByRole('status').filter({ hasText: text }).waitFor(patience);

  async function signIn(): Promise<Page> {
    const page = await open();
    const [, email = '', password = ''] = /(\S+@\S+) {2}(\S+)/.exec(example.output()) ?? [];
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await shows(page, 'Signed in');
    await page.getByText('two interlocked rings').waitFor(patience);
    return page;
  }

  it('signs in, asks an API that no cookie reaches, and tells a second tab of both ends of the session', async () => {
    const first = await signIn();
    const second = await open();
    await shows(second, 'Signed in');
    await first.getByRole('button', { name: 'Sign out' }).click();
    await Promise.all([first, second].map((page) => shows(page, 'You have signed out')));
    await expect.poll(() => second.getByText('two interlocked rings').count(), patience).toBe(0);
  });

  it('shows in every tab that the session was ended at the server', async () => {
    const first = await signIn();
    const second = await open();
    await shows(second, 'Signed in');
    await first.getByRole('button', { name: 'End this session' }).click();
    await Promise.all([first, second].map((page) => shows(page, 'Your session was ended')));
  });

  it('is still signed in after a sleep, and without a network', async () => {
    const page = await signIn();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
    await cdp.send('Page.setWebLifecycleState', { state: 'active' });
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Ask the API' }).click();
    await page.getByText('You are still signed in').first().waitFor(patience);
    await context.setOffline(false);
    const answered = page.getByText('The API answered 200');
    const before = await answered.count();
    await page.getByRole('button', { name: 'Ask the API' }).click();
    await expect.poll(() => answered.count(), patience).toBeGreaterThan(before);
    await shows(page, 'Signed in');
  });
});
