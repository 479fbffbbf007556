/** The console without a mouse: everything that can be done there is done by Tab, Enter, Space and Escape. WCAG 2.2, 2.1.1 */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { consoleRoutes } from '../../src/console/console-routes.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { administratorOf, letInAsAdministrator } from './support/administrator-cookies.ts';
import { password } from './support/enter-console.ts';
import { type Keyboard, keyboardOf } from './support/keyboard.ts';
import { type KeyboardAct, keyboardAct, makePerson, placeOf } from './support/keyboard-acts.ts';
import { signUp } from './support/second-administrator.ts';

const executablePath = findChromium();
const acts = consoleRoutes.filter(({ method }) => method === 'POST').map((route) => ({ name: `${route.method} ${route.path}`, route }));

describe.skipIf(executablePath === undefined)('by keyboard alone in Chromium (skipped without one)', () => {
  let server: InProcessServer;
  let browser: Browser;
  let page: Page;
  let keyboard: Keyboard;
  let people = 0;

  beforeAll(async () => {
    server = await startInProcess();
    browser = await launchChromium(executablePath ?? '');
    page = await browser.newPage({ baseURL: server.adminUrl });
    await letInAsAdministrator(page, server);
    keyboard = keyboardOf(page);
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  async function goTo(area: KeyboardAct['area']): Promise<void> {
    await page.goto('/console');
    await keyboard.press(page.getByRole('navigation', { name: 'Areas of the console' }).getByRole('link', { name: area }), 'Enter');
    await page.getByRole('heading', { level: 1, name: area }).waitFor();
  }

  async function openPerson(email: string): Promise<void> {
    await keyboard.type(page.getByLabel('Address begins with'), email);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Accounts that begin with ${email}` }).waitFor();
    await keyboard.press(page.getByRole('link', { name: email }), 'Enter');
    await page.getByRole('heading', { level: 1, name: email }).waitFor();
  }

  it.each(acts)('$name is done', async ({ route }) => {
    const act = keyboardAct(route);
    people += 1;
    const email = `keyboard-${people}@example.com`;
    await makePerson(server, act, email);
    await act.prepare?.(server, email);
    await goTo(act.area);
    if (act.isOfPerson !== undefined) await openPerson(email);
    const place = placeOf(page, act, email);
    if (act.opener !== undefined) await keyboard.press(place.locator('summary').filter({ hasText: act.opener }).first(), 'Enter');
    // Fields of a question that is closed cannot be reached, and are not meant.
    const fields = act.opener === undefined ? place : place.locator('details[open]');
    for (const [label, text] of Object.entries(act.fields ?? {})) await keyboard.type(fields.getByLabel(label, { exact: true }), text);
    for (const label of act.ticked ?? []) await keyboard.press(fields.getByLabel(label), 'Space');
    await keyboard.press(fields.getByRole('button', { name: act.button, exact: true }).first(), 'Enter');
    await page.getByText(act.says).waitFor();
  });

  it('the first stop of a page skips what all pages have', async () => {
    await page.goto('/console/users');
    const skip = page.getByRole('link', { name: 'Skip to the content' });
    await page.keyboard.press('Tab');
    expect(await skip.evaluate((element) => element === document.activeElement && element.getBoundingClientRect().top >= 0)).toBe(true);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
  });

  it('Escape takes a question back, and the focus to what asked it', async () => {
    await goTo('Signing keys');
    const opener = page.locator('summary').first();
    await keyboard.press(opener, 'Enter');
    const question = page.locator('details[open]');
    await keyboard.type(question.getByLabel('Reason'), 'not at all');
    await page.keyboard.press('Escape');
    expect(await question.count()).toBe(0);
    expect(await opener.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('a session that ends while its question is open leaves the focus in its row', async () => {
    const email = 'ends-meanwhile@example.com';
    await signUp(server, email);
    await goTo('Sessions');
    const { visitor } = await administratorOf(server);
    const elsewhere = await fetch(`${server.url}/auth/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    const cookie = elsewhere.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await page.reload();
    await page.getByText('Live', { exact: true }).waitFor();
    const row = page.locator('[data-session]').filter({ hasText: email });
    await keyboard.press(row.locator('summary'), 'Enter');
    await keyboard.type(row.getByLabel('Reason'), 'half a rea');
    await fetch(`${server.url}/auth/sign-out`, { method: 'POST', headers: { cookie, origin: server.url } });
    await row.getByText('ended', { exact: true }).waitFor();
    expect(await row.evaluate((element) => element === document.activeElement)).toBe(true);
    expect((await visitor.get('/console')).status).toBe(200);
  });

  it('an administrator signs in with two factors, and out', async () => {
    const { email, code } = await administratorOf(server);
    const stranger = await browser.newPage({ baseURL: server.adminUrl });
    const own = keyboardOf(stranger);
    await stranger.goto('/console/sign-in');
    await expect.poll(() => stranger.getByLabel('E-mail address').evaluate((element) => element === document.activeElement)).toBe(true);
    await stranger.keyboard.type(email);
    await own.type(stranger.getByLabel('Password'), password);
    await stranger.keyboard.press('Enter');
    await stranger.waitForURL('**/console/sign-in/second-factor');
    const field = stranger.locator('input[autocomplete=one-time-code]');
    await expect.poll(() => field.evaluate((element) => element === document.activeElement)).toBe(true);
    // The code of now was used up when the app was set up.
    await stranger.keyboard.type(code(Date.now() / 1000 + 30));
    await stranger.keyboard.press('Enter');
    await stranger.waitForURL('**/console');
    await own.press(stranger.getByRole('button', { name: 'Sign out' }), 'Enter');
    await stranger.getByText('You are signed out of the console.').waitFor();
    await stranger.close();
  });
});
