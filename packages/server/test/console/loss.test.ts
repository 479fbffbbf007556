/** Whoever may no longer be at the console leaves it, from an open page as well, within what docs/console.md says. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadDriver } from '../../src/stores/sqlite/open-driver.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess, type Visitor } from '../support/in-process-server.ts';
import { administratorOf, giveCookies } from './support/administrator-cookies.ts';
import { type EnteredAdministrator, password } from './support/enter-console.ts';
import { enterWithRole, subjectOf } from './support/second-administrator.ts';

const executablePath = findChromium();

async function openAs(browser: Browser, server: InProcessServer, visitor: Visitor, path = '/console'): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.adminUrl });
  const page = await context.newPage();
  await giveCookies(page, visitor.cookie(), new URL(server.adminUrl).hostname);
  await page.goto(path);
  await page.getByText('Live', { exact: true }).waitFor();
  return page;
}

/** Milliseconds from the act to when the page says so. */
async function until(page: Page, text: string, act: () => Promise<unknown>): Promise<number> {
  const said = page
    .getByText(text)
    .waitFor()
    .then(() => performance.now());
  const begunMs = performance.now();
  await act();
  return (await said) - begunMs;
}

/** Makes what the database knows of everybody's sessions older. */
async function age(server: InProcessServer, changes: string): Promise<void> {
  const database = (await loadDriver())(server.databasePath);
  database.exec(`UPDATE gemel_session SET ${changes} WHERE ended_at IS NULL`);
  database.close();
}

/** From now on seconds of open pages pass when the test says so; whatever else waits goes on. Returns what lets them pass. */
function holdSeconds(): (count: number) => void {
  const begin = globalThis.setInterval;
  const acts: (() => void)[] = [];
  const held = (act: () => void, ms?: number): NodeJS.Timeout => {
    if (ms !== 1000) return begin(act, ms);
    acts.push(act);
    return begin(() => undefined, 1_000_000);
  };
  vi.spyOn(globalThis, 'setInterval').mockImplementation(held);
  return (count) => {
    for (let second = 0; second < count; second++) for (const act of acts) act();
  };
}

describe.skipIf(executablePath === undefined)('an open page in Chromium (skipped without one)', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium(executablePath ?? '');
  });

  afterEach(() => void vi.restoreAllMocks());
  afterAll(() => browser.close());

  describe('of an administrator who loses the role', () => {
    let server: InProcessServer;
    let first: EnteredAdministrator;

    beforeAll(async () => {
      server = await startInProcess();
      first = await administratorOf(server);
    });

    afterAll(() => server.stop());

    it('is left within two seconds, and says that it is not for this account', async () => {
      const { visitor, subject } = await enterWithRole(server, 'former@example.com', 'gemel:administrator');
      const page = await openAs(browser, server, visitor);
      const take = () => first.visitor.post(`/console/users/${subject}/roles/unassign`, { role: 'gemel:administrator' });
      expect(await until(page, 'your account may not do this here', take)).toBeLessThan(2000);
      expect((await visitor.get('/console/live')).status).toBe(403);
      await page.context().close();
    });

    it('is left within two seconds where a scope of several is taken, and shows nothing of it any more', async () => {
      await first.visitor.post('/console/roles', { role: 'watcher', permissions: 'gemel:fleet:read gemel:users:read' });
      const { visitor } = await enterWithRole(server, 'watcher@example.com', 'watcher');
      const page = await openAs(browser, server, visitor);
      const narrow = () => first.visitor.post('/console/roles', { role: 'watcher', permissions: 'gemel:users:read' });
      expect(await until(page, 'your account may not do this here', narrow)).toBeLessThan(2000);
      expect(await page.locator('[data-live-rows]').count()).toBe(0);
      expect((await visitor.get('/console/users')).status).toBe(200);
      await page.context().close();
    });

    it('is left within a second of the end of all sessions of the account, and says that the session has ended', async () => {
      const { visitor, subject } = await enterWithRole(server, 'ended@example.com', 'gemel:administrator');
      const page = await openAs(browser, server, visitor, '/console/users');
      const end = () => first.visitor.post(`/console/users/${subject}/sessions/end`, { reason: 'left the company' });
      expect(await until(page, 'Your session at the console has ended', end)).toBeLessThan(1000);
      await page.context().close();
    });
  });

  it.each([
    { timeout: 'half an hour without a request', changes: 'last_seen_at = last_seen_at - 1801' },
    { timeout: 'eight hours', changes: 'created_at = created_at - 28801' },
  ])('is left half a minute after $timeout at the latest, and says that the session has ended', async ({ changes }) => {
    const letPass = holdSeconds();
    const server = await startInProcess();
    const { visitor } = await administratorOf(server);
    const page = await openAs(browser, server, visitor);
    await age(server, changes);
    await until(page, 'Your session at the console has ended', async () => letPass(30));
    expect((await visitor.get('/console')).headers.get('location')).toContain('/console/sign-in');
    await page.context().close();
    await server.stop();
  });

  it('asks for another proof before what cannot be taken back, where the last one is older than a quarter of an hour', async () => {
    const server = await startInProcess();
    const administrator = await administratorOf(server);
    const page = await openAs(browser, server, administrator.visitor, '/console/keys');
    const keys = () => page.locator('main li h3').allTextContents();
    const before = await keys();
    await age(server, "principal = json_set(principal, '$.authentication.time', json_extract(principal, '$.authentication.time') - 901)");
    // A change of what the account may do has every node read the session again.
    await administrator.visitor.post('/console/roles', { role: 'nothing', permissions: 'nothing:read' });
    const subject = await subjectOf(administrator.visitor, administrator.email);
    await administrator.visitor.post(`/console/users/${subject}/roles/assign`, { role: 'nothing' });
    await page.getByRole('button', { name: 'Rotate now' }).click();
    await page.getByText('Show once more that it is you').waitFor();
    await page.getByLabel('Password').fill(password);
    await page.locator('input[autocomplete=one-time-code]').fill(administrator.code(Date.now() / 1000 + 30));
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForURL('**/console/keys');
    // Nobody's click is repeated unasked.
    expect(await keys()).toEqual(before);
    await page.getByRole('button', { name: 'Rotate now' }).click();
    await page.getByText('Another key signs from now on.').waitFor();
    expect(await keys()).not.toEqual(before);
    await page.context().close();
    await server.stop();
  });
});
