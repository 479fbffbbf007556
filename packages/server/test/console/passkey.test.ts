/** A passkey of the public pages at the console's door, where both have one host. */
import { reservePort } from '@gemel/testbed';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { plugIn } from '../support/virtual-authenticator.ts';
import { password } from './support/enter-console.ts';
import { signUp } from './support/second-administrator.ts';

const executablePath = findChromium();
/** Passkeys belong to a name, never to an address. */
const atLocalhost = (url: string): string => url.replace('127.0.0.1', 'localhost');

describe.skipIf(executablePath === undefined)('a passkey at the console (skipped without Chromium)', { timeout: 60_000 }, () => {
  let server: InProcessServer;
  let browser: Browser;

  beforeAll(async () => {
    server = await startInProcess({ GEMEL_ADMIN_PORT: String(await reservePort()) });
    browser = await launchChromium(executablePath ?? '');
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  it('is the second step, of the first administrator and each time after that', async () => {
    const email = 'ada@example.com';
    await signUp(server, email);
    const page = await browser.newPage({ baseURL: server.url });
    const typeIn = async (): Promise<void> => {
      await page.getByLabel('E-mail address').fill(email);
      await page.getByLabel('Password').fill(password);
      await page.getByLabel('Password').press('Enter');
    };
    await plugIn(page);
    await page.goto('/sign-in?next=/account/security');
    await typeIn();
    await page.getByLabel('Name', { exact: true }).fill('Laptop');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('listitem').filter({ hasText: 'Laptop' }).waitFor();

    for (const way of [server.consoleLink ?? '', `${server.adminUrl}/console/sign-in`].map(atLocalhost)) {
      await page.goto(way);
      await typeIn();
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await page.waitForURL(atLocalhost(`${server.adminUrl}/console`));
      await page.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.waitForURL('**/console/sign-in?**');
    }
    expect(await page.getByLabel('E-mail address').count()).toBe(1);
  });
});
