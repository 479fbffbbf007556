/** Reports of a violated policy reach the log: without what a path may hold, and no faster than a log can bear. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from 'playwright-core';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';

let server: InProcessServer;
beforeAll(async () => {
  server = await startInProcess();
});
afterAll(() => server.stop());

const report = { 'effective-directive': 'script-src-elem', 'blocked-uri': 'https://evil.example/x.js?token=hunter2' };

function send(body: string): Promise<Response> {
  const headers = { 'content-type': 'application/csp-report', origin: server.url };
  return fetch(`${server.url}/policy-reports`, { method: 'POST', headers, body });
}

const logged = (): readonly unknown[] =>
  server
    .entries()
    .filter(({ msg }) => msg === 'policy.violated')
    .map(({ directive, blocked }) => ({ directive, blocked }));

describe('a report of a violated policy (ASVS 3.4.7)', () => {
  it('is written to the log once, however many come, and names no path', async () => {
    for (let count = 0; count < 20; count += 1) expect((await send(JSON.stringify({ 'csp-report': report }))).status).toBe(204);
    expect(logged()).toEqual([{ directive: 'script-src-elem', blocked: 'https://evil.example' }]);
    expect(JSON.stringify(server.entries())).not.toContain('hunter2');
  });

  it.each([
    ['no JSON', 'x'],
    ['no object', '[]'],
    ['no report', '{}'],
    ['a directive that is none', JSON.stringify({ 'csp-report': { ...report, 'effective-directive': 'a\nb' } })],
    ['nothing blocked', JSON.stringify({ 'csp-report': { ...report, 'blocked-uri': 1 } })],
  ])('that is none is refused: %s', async (_what, body) => {
    expect((await send(body)).status).toBe(400);
  });

  it('that is too long is refused', async () => {
    expect((await send('x'.repeat(20_000))).status).toBe(413);
  });

  const chromiumPath = findChromium();
  describe.skipIf(chromiumPath === undefined)('in Chromium', () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await launchChromium(chromiumPath ?? '');
    });
    afterAll(() => browser.close());

    it('is sent by a page into which a script was put', async () => {
      const page = await browser.newPage();
      await page.goto(`${server.url}/sign-in`);
      const sent = page.waitForRequest(`${server.url}/policy-reports`);
      await page.evaluate(() => document.body.append(Object.assign(document.createElement('img'), { src: 'https://evil.example/i.png' })));
      expect((await (await sent).response())?.status()).toBe(204);
    });
  });
});
