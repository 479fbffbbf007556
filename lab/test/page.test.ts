/** The lab's page in a real browser: it starts, runs experiments 4 and 6, and shows what follows from them at every width. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const executablePath = findChromium();
/** Experiments are put to a busy machine as well. */
const patience = 300_000;

function findChromium(): string | undefined {
  const named = process.env['GEMEL_TEST_CHROMIUM'];
  const found = [named, spawnSync('which', ['chromium'], { encoding: 'utf8' }).stdout.trim()].find(
    (one) => one !== undefined && fs.existsSync(one),
  );
  if (found !== undefined) return found;
  if (process.env['GEMEL_TEST_REQUIRE'] === 'all') throw new Error('no Chromium: run `apt-get install chromium`');
  process.stderr.write('SKIPPED: the lab is not tried in a browser, no Chromium: run `apt-get install chromium`\n');
  return undefined;
}

describe.skipIf(executablePath === undefined)('the page of the lab', () => {
  let lab: ChildProcess;
  let browser: Browser;
  let page: Page;
  let url = '';
  let folder = '';
  const problems: string[] = [];

  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gemel-lab-page-'));
    lab = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } });
    url = await new Promise((resolve) => {
      lab.stdout?.on('data', (chunk) => {
        const [found] = /http:\S+/.exec(String(chunk)) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
    browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox', '--disable-gpu'] });
    page = await browser.newPage();
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(url)) problems.push(`asked ${request.url()}`);
    });
    await page.goto(url);
  }, patience);

  afterAll(async () => {
    await browser?.close();
    lab?.kill('SIGINT');
    if (lab !== undefined) await new Promise((resolve) => (lab.exitCode === null ? lab.once('exit', resolve) : resolve(undefined)));
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('lists the experiments, none of them run', async () => {
    expect(await page.locator('section.experiment h2').allTextContents()).toContain('4 Revocation');
    expect(await page.locator('#summary td.absent').count()).toBe(8);
  });

  it(
    'runs experiment 4: shows progress, then who can call a credential back',
    async () => {
      await page.locator('#revocation summary', { hasText: 'Parameters' }).click();
      await page.getByLabel('times each').fill('2');
      await page.locator('[data-post="/run/revocation"]').first().click();
      await page.locator('#status-revocation progress').waitFor();
      await page.locator('#outcome-revocation .conclusions').waitFor({ timeout: patience });
      const said = (await page.locator('#outcome-revocation .conclusions').textContent()) ?? '';
      expect(said).toContain('Not called back at all: JWT (');
      expect(said).toMatch(/Ended everywhere without a question to the store at each request: Gemel cookie, Gemel token/);
      expect(await page.locator('#row-revocation-sign-out td').first().textContent()).toContain('ms');
    },
    patience,
  );

  it(
    'runs experiment 6: shows which attacks succeeded',
    async () => {
      await page.locator('[data-post="/run/theft"]').first().click();
      await page.locator('#outcome-theft .conclusions').waitFor({ timeout: patience });
      const said = (await page.locator('#outcome-theft .conclusions').textContent()) ?? '';
      expect(said).toContain('Replay after the sign-out: succeeded against JWT and @fastify/jwt');
      expect(said).toContain('alg: none: stopped by all that it concerns');
    },
    patience,
  );

  it(
    'runs experiment 5: shows leases that run out, as the nodes say it, and what they answer meanwhile',
    async () => {
      await page.evaluate(`{
        const place = document.getElementById('live-outage');
        window.readings = [];
        new MutationObserver(() => {
          for (const scheme of place.querySelectorAll('.lease-scheme')) {
            const [, b] = scheme.querySelectorAll('.lease');
            const width = Number(b.querySelector('.left').getAttribute('width'));
            window.readings.push({ scheme: scheme.className, what: scheme.querySelector('small').textContent, width, said: b.querySelector('.said').textContent });
          }
        }).observe(place, { subtree: true, childList: true, attributes: true, characterData: true });
      }`);
      await page.locator('#outage summary', { hasText: 'Parameters' }).click();
      await page.locator('#parameter-outage-times').fill('1');
      await page.locator('#parameter-outage-staleness').fill('10'); // long enough to be read a few times on a busy machine
      await page.locator('[data-post="/run/outage"]').first().click();
      await page.locator('#outcome-outage .conclusions').waitFor({ timeout: patience });
      const all: { scheme: string; what: string; width: number; said: string }[] = await page.evaluate('window.readings');
      const cut = all.filter(({ scheme, what }) => scheme.includes('k-gemel-cookie') && what.startsWith('B '));
      expect(cut.length).toBeGreaterThan(5);
      expect(cut.find(({ said }) => said === 'let in from memory')?.width).toBeGreaterThan(0);
      expect(cut.map(({ width }) => width)).toEqual(cut.map(({ width }) => width).toSorted((one, other) => other - one));
      expect(cut.at(-1)).toMatchObject({ width: 0, said: expect.stringMatching(/^(not now \(503\)|no answer|an answer is waited for)$/) });
      const classic = all.filter(({ scheme }) => scheme.includes('k-jwt') && !scheme.includes('k-jwt-deny-list'));
      expect(classic.map(({ width, said }) => `${width} ${said}`)).toContain('0 let in by what it was shown');
      expect(await page.locator('#live-outage').innerHTML()).toBe('');
      expect(await page.locator('#outcome-outage figcaption').allTextContents()).toContain(
        'The store is cut off: what is left of the lease of node B',
      );
    },
    patience,
  );

  it('leads from every cell of the summary to its experiment', async () => {
    const targets = await page.locator('#summary td a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
    expect(targets.length).toBeGreaterThan(6);
    for (const target of targets) expect(await page.locator(`[id="${target.slice(1)}"]`).count(), target).toBe(1);
  });

  it('plays a recorded exchange, with credentials shortened', async () => {
    await page.locator('#outcome-revocation details.sequences summary').click();
    const figure = page.locator('#outcome-revocation .sequence').first();
    expect(await figure.locator('.step').count()).toBeGreaterThan(4);
    expect(await figure.locator('text').allTextContents()).not.toContainEqual(expect.stringMatching(/[\w-]{24}/));
    await figure.locator('[data-play]').click();
    await page.locator('.playing .step.on').first().waitFor();
  });

  it.each([360, 820, 1360])('fits a width of %i, in light and in dark', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate('for (const part of document.querySelectorAll("details")) part.open = true');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await page.evaluate('document.documentElement.scrollWidth - window.innerWidth')).toBeLessThanOrEqual(0);
      const picture = await page.screenshot({ fullPage: true });
      const pictures = process.env['GEMEL_LAB_PICTURES'];
      if (pictures !== undefined) fs.writeFileSync(path.join(pictures, `lab-${width}-${colorScheme}.png`), picture);
    }
  });

  it('stops an experiment, and leaves nothing of it behind', async () => {
    await page.locator('[data-post="/run/expiry"]').first().click();
    await page.locator('#status-expiry progress').waitFor();
    await page.locator('[data-post="/stop/expiry"]').click();
    await page.locator('#status-expiry', { hasText: 'Stopped' }).waitFor();
  });

  it('obeys no other page, and no other name', async () => {
    const asked = await fetch(`${url}run-all`, { method: 'POST', headers: { origin: 'https://evil.example' } });
    expect(asked.status).toBe(403);
    const crossSite = await fetch(url, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(crossSite.status).toBe(403);
  });

  it('asked nothing of anybody else, and had nothing to complain of', () => {
    expect(problems).toEqual([]);
  });
});
