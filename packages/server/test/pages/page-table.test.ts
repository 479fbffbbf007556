/** What holds for every page of the table: axe finds nothing in light and dark, it fits every window, and weighs little. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { pageTable } from './support/page-table.ts';
import { walkTo } from './support/page-walk.ts';
import { withServerOf } from './support/server-of-row.ts';

const executablePath = findChromium();
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const mostBytes = 60_000;

const looks = [
  { colorScheme: 'light', width: 1280 },
  { colorScheme: 'dark', width: 320 },
] as const;
const widths = [320, 360, 768, 1280];
const withAddress: ReadonlySet<string> = new Set(['console-user', 'console-users', 'console-outbox', 'account', 'second-step', 'step-up']);
/** Holds no place to break. */
const longName = 'reinhardmariawolfgangvonundzuhohenfels';

describe.skipIf(executablePath === undefined)('every page in Chromium (skipped without one)', () => {
  let server: InProcessServer;
  let browser: Browser;
  let people = 0;

  beforeAll(async () => {
    server = await startInProcess();
    browser = await launchChromium(executablePath ?? '');
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it.each(pageTable)(
    '$name is one that anybody can use',
    (row) =>
      withServerOf(row, server, async (own) => {
        people += 1;
        const arrival = await walkTo(browser, own, row, { email: `reader-${people}@example.com` });
        const { page } = arrival;
        expect(arrival.status).toBe(row.status ?? 200);
        expect(arrival.transferred()).toBeGreaterThan(1000);
        expect(arrival.transferred()).toBeLessThanOrEqual(row.mostBytes ?? mostBytes);
        for (const { colorScheme, width } of looks) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          await page.setViewportSize({ width, height: 800 });
          expect(await findViolations(page), `${colorScheme} at ${width}`).toEqual([]);
        }
        for (const width of widths) {
          await page.setViewportSize({ width, height: 800 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(width);
          expect(await hiddenSections(page), `${width}`).toEqual([]);
        }
        // The browser itself notes a status of 400 and more.
        expect(arrival.complaints.filter((text) => !/status of [45]\d\d/.test(text))).toEqual([]);
        await arrival.close();
      }),
    // The reference has thousands of elements, which axe looks at one by one.
    60_000,
  );

  it.each(pageTable.filter(({ name }) => withAddress.has(name)))('$name has room for an address that is long', async (row) => {
    people += 1;
    const { page, close } = await walkTo(browser, server, row, { email: `${longName}.${people}@${longName}.example` });
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(width);
    }
    await close();
  });

  it('shows events of the audit log with no word in two and no name without a value', async () => {
    const row = pageTable.find(({ name }) => name === 'console-audit');
    if (row === undefined) throw new Error('there is no such page');
    const { page, close } = await walkTo(browser, server, row, { email: 'auditor@example.com' });
    await page.setViewportSize({ width: 1280, height: 800 });
    const actors = page.locator('td[data-label=By] .mono').filter({ hasText: /^(nobody|owner|operator)$/ });
    expect(await actors.count()).toBeGreaterThan(2);
    const lines = await actors.evaluateAll((all) => all.map((actor) => Math.round(actor.getBoundingClientRect().height / 20)));
    expect(new Set(lines)).toEqual(new Set([1]));
    await page.setViewportSize({ width: 360, height: 800 });
    const empty = await page
      .locator('td')
      .evaluateAll((cells) => cells.filter((cell) => cell.textContent === '' && cell.checkVisibility()).length);
    expect(empty).toBe(0);
    await close();
  });
});

/** Of the navigation beside or above a page: what lies out of its sight. */
function hiddenSections(page: Page): Promise<readonly string[]> {
  return page.locator('.sections a').evaluateAll((links) => {
    const room = links[0]?.closest('.sections')?.getBoundingClientRect();
    return links.filter((link) => link.getBoundingClientRect().right > (room?.right ?? 0) + 0.5).map((link) => link.textContent ?? '');
  });
}

async function findViolations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const axe: unknown = Reflect.get(globalThis, 'axe');
    const { violations } = await (axe as { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }).run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  });
}
