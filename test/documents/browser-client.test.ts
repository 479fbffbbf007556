/** The pages of docs/browser-client.md run in Chromium, beside an issuer and an API on another site. */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type BrowserTabs, openBrowserTabs } from '../../packages/client/test/support/browser-tabs.ts';
import { startOrigins } from '../../packages/client/test/support/start-origins.ts';
import { findChromium, launchChromium } from '../../packages/server/test/support/chromium.ts';
import { bundleOf } from '../../packages/verifier/test/bundle/bundle.ts';
import { markedBlock } from './markdown-blocks.ts';
import { root } from './program-folder.ts';

const block = (name: string): string => markedBlock(join(root, 'docs/browser-client.md'), `page: ${name}`);
const executable = findChromium();

interface Shown {
  readonly page: Page;
  readonly tabs: BrowserTabs;
}

/** Shows an empty page of the issuer, for which the program can be imported as /program.js. */
async function show(programOf: (api: string) => string): Promise<Shown> {
  const [origins, browser] = [await startOrigins(), await launchChromium(executable ?? '')];
  const tabs = await openBrowserTabs(browser, origins);
  onTestFinished(async () => {
    await browser.close();
    await origins.stop();
  });
  const { chunks } = await bundleOf(programOf(origins.api));
  origins.serve('/program.js', 'text/javascript', chunks[0]?.code ?? '');
  origins.serve('/empty', 'text/html', '<!doctype html>');
  const page = await tabs.context.newPage();
  await page.goto(`${origins.url}/empty`);
  return { page, tabs };
}

describe.skipIf(executable === undefined)('the pages of docs/browser-client.md', { timeout: 60_000 }, () => {
  test('say who is signed in, and ask an API on another site', async () => {
    const { page, tabs } = await show((api) => block('token').replaceAll('https://orders.example', api));
    await tabs.signIn();
    expect(await page.evaluate("import('/program.js').then(({ listOrders }) => listOrders())")).toEqual({ for: 'ada' });
    await expect.poll(() => page.title()).toBe('Orders of ada');
  });

  test('sign in without a new page, and out', async () => {
    const { page, tabs } = await show(() => block('sign-in'));
    await page.route('**/auth/sign-in', async (route) => {
      expect(route.request().postDataJSON()).toEqual({ email: 'ada@example.com', password: 'three lamps over water' });
      await tabs.signIn();
      await route.fulfill({ json: {} });
    });
    const signIn = "import('/program.js').then(({ signIn }) => signIn('ada@example.com', 'three lamps over water'))";
    expect(await page.evaluate(signIn)).toMatchObject({ status: 'signed-in', principal: { subject: 'ada' } });
    expect(await page.evaluate("import('/program.js').then(({ signOut }) => signOut())")).toBe(true);
  });

  test('hand the hook what React has', async () => {
    // React is the reader's; what of it is used is the contract of this one function.
    const { page } = await show(() =>
      block('react').replace("import { useSyncExternalStore } from 'react';", 'const useSyncExternalStore = (_, get) => get();'),
    );
    expect(await page.evaluate("import('/program.js').then(({ useSession }) => useSession())")).toEqual({ status: 'unknown' });
  });
});
