/** Runs the script of docs/passkeys.md in a page, with a simulated device, against the endpoints of accounts. */
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { password } from '../../packages/server/test/support/an-owner.ts';
import { findChromium, launchChromium } from '../../packages/server/test/support/chromium.ts';
import { startOwnServer } from '../../packages/server/test/support/own-server.ts';
import { plugIn } from '../../packages/server/test/support/virtual-authenticator.ts';
import { markedBlock } from './markdown-blocks.ts';
import { root } from './program-folder.ts';

const script = markedBlock(join(root, 'docs/passkeys.md'), 'in the page');
const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('the page of docs/passkeys.md (skipped without Chromium)', () => {
  test('adds a passkey, signs in with it, and hears the code of a refusal', { timeout: 60_000 }, async () => {
    const server = await startOwnServer();
    onTestFinished(() => server.stop());
    const browser = await launchChromium(executablePath ?? '');
    onTestFinished(() => browser.close());
    const context = await browser.newContext({ baseURL: server.url });
    const page = await context.newPage();
    await plugIn(page);
    await page.route('**/scripts/*', (route) =>
      route.request().url().endsWith('.js')
        ? route.fulfill({ contentType: 'text/javascript', body: script })
        : route.fulfill({ contentType: 'text/html', body: '<!doctype html>' }),
    );
    const run = (call: string): Promise<unknown> => page.evaluate(`import('/scripts/passkeys.js').then((passkeys) => passkeys.${call})`);

    const email = 'ada@example.com';
    await server.accounts.signUp({ email, password });
    await context.request.post('/auth/sign-in', { data: { email, password } });
    await page.goto('/scripts/');
    expect(await run("addPasskey('Phone')")).toMatchObject({ name: 'Phone', lastUsedAt: null });
    await context.clearCookies();
    expect(await run('signInWithPasskey()')).toMatchObject({ authentication: { amr: ['pop', 'user', 'mfa'], acr: 'aal2' } });
    await context.clearCookies();
    await expect(run("addPasskey('Phone')")).rejects.toThrow('authentication_required');
  });
});
