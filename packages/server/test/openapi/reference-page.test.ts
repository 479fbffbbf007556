/** The reference of the API in Chromium: by the keyboard alone, and without asking anybody else for anything. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('the reference in Chromium (skipped without one)', () => {
  let server: InProcessServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startInProcess();
    browser = await launchChromium(executablePath ?? '');
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('is walked by the keyboard: past the list of areas, to one of them, and into what is folded', async () => {
    const page = await (await browser.newContext()).newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${server.adminUrl}/admin/reference`);
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');

    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('As OpenAPI 3.1');
    const areas = await page.getByRole('navigation', { name: 'Areas' }).getByRole('link').allTextContents();
    expect(areas.slice(0, 2)).toEqual(['sign-in', 'session']);
    expect(areas.slice(-2)).toEqual(['pages: outbox', 'Schemas']);
    for (const area of areas) {
      await page.keyboard.press('Tab');
      expect(await focused()).toBe(area);
      const target = await page.evaluate(() => document.querySelector(document.activeElement?.getAttribute('href') ?? '')?.textContent);
      expect(target).toBe(area);
    }

    // The first thing to open behind the list of areas, and the last area's pages.
    await page.locator('#pages-account').evaluate((heading) => heading.scrollIntoView());
    const fold = page.getByText('Show all 42 routes');
    const list = page.getByText('/account/recovery-codes/download').first();
    expect(await list.isVisible()).toBe(false);
    await fold.focus();
    await page.keyboard.press('Enter');
    expect(await list.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    expect(await list.isVisible()).toBe(false);

    expect(asked.length).toBeGreaterThan(1);
    expect(new Set(asked.map((url) => new URL(url).origin))).toEqual(new Set([server.adminUrl]));
    await page.context().close();
  });

  it('leads from an answer to what it is made of', async () => {
    const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(`${server.adminUrl}/admin/reference`);
    const show = page.getByRole('article').filter({ hasText: 'Show whom the credential speaks for' });
    await show.getByText('Schema of 200').click();
    await show.getByRole('link', { name: 'Principal' }).click();
    await page.waitForURL(({ hash }) => hash === '#schema-Principal');
    await page.locator('#schema-Principal > summary').click();
    await page.locator('#schema-Principal').getByText('"generation"').first().waitFor();
    await page.context().close();
  });
});
