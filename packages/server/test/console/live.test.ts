/** The console's pages follow what happens, and end at once with the administrator's own session. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess, visit } from '../support/in-process-server.ts';
import { administratorOf, letInAsAdministrator } from './support/administrator-cookies.ts';
import { password } from './support/enter-console.ts';
import { signUp } from './support/second-administrator.ts';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('the console in Chromium (skipped without one)', () => {
  let server: InProcessServer;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = await startInProcess();
    browser = await launchChromium(executablePath ?? '');
    page = await browser.newPage({ baseURL: server.adminUrl });
    await letInAsAdministrator(page, server);
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('counts what happens while it is looked at', async () => {
    await page.goto('/console');
    await page.getByText('Live', { exact: true }).waitFor();
    await fetch(`${server.url}/auth/session`, { headers: { cookie: '__Host-Http-gemel=nothing' } });
    await page.getByRole('rowheader', { name: 'session_token_malformed' }).waitFor();
    expect(await page.locator('[data-live-text=refusals-total]').textContent()).toBe('1');
  });

  it("ends somebody's session and signs their browser out within a second, with every node heard", async () => {
    const email = 'ada@example.com';
    await signUp(server, email);
    const other = await browser.newPage({ baseURL: server.url });
    await other.goto('/sign-in');
    await other.getByLabel('E-mail address').fill(email);
    await other.getByLabel('Password').fill(password);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.waitForURL('**/account');
    await page.goto('/console/sessions');
    const row = page.locator('[data-session]').filter({ hasText: email });
    await row.getByText('End', { exact: true }).click();
    await row.getByLabel('Reason').fill('lost laptop');
    const left = other.waitForURL('**/sign-in?notice=ended').then(() => performance.now());
    const begunMs = performance.now();
    await row.getByRole('button', { name: 'End it' }).click();
    expect((await left) - begunMs).toBeLessThan(1000);
    await other.getByText('Your session has ended').waitFor();
    await page.getByText('Every node refuses').waitFor();
    expect(await page.locator('[data-live-rows=receipts] td').allTextContents()).toEqual([expect.stringMatching(/^after [\d.]+ ms$/)]);
    await other.close();
  });

  it('marks a session that ends while it is shown', async () => {
    const email = 'bob@example.com';
    await signUp(server, email);
    const visitor = visit(server.url);
    await visitor.post('/sign-in', { email, password });
    await page.goto('/console/sessions');
    await page.getByText('Live', { exact: true }).waitFor();
    const row = page.locator('[data-session]').filter({ hasText: email });
    await visitor.post('/sign-out');
    await row.getByText('ended', { exact: true }).waitFor();
    expect(await row.getByText('End', { exact: true }).isVisible()).toBe(false);
  });

  it('leaves the browser connections for pages, however many windows are open, and goes on where it is looked at', async () => {
    const context = await browser.newContext({ baseURL: server.adminUrl });
    const first = await context.newPage();
    await letInAsAdministrator(first, server);
    await first.goto('/console');
    await first.getByText('Live', { exact: true }).waitFor();
    for (let window = 2; window <= 7; window++) {
      const other = await context.newPage();
      await other.goto('/console/users');
      await other.getByText('Live', { exact: true }).waitFor();
    }
    await first.getByText('Not live', { exact: true }).waitFor();
    await first.bringToFront();
    await first.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
    await first.getByText('Live', { exact: true }).waitFor();
    await context.close();
  });

  // The last: every window here is of the one administrator whose session it ends.
  it("is left within a second of the end of the administrator's own session", async () => {
    const own = await browser.newPage({ baseURL: server.adminUrl });
    await letInAsAdministrator(own, server);
    await own.goto('/console');
    await own.getByText('Live', { exact: true }).waitFor();
    const left = own.waitForURL('**/console/sign-in?notice=ended').then(() => performance.now());
    const begunMs = performance.now();
    await (await administratorOf(server)).visitor.post('/console/sign-out');
    expect((await left) - begunMs).toBeLessThan(1000);
    expect((await own.goto('/console/users'))?.url()).toContain('/console/sign-in');
  });
});
