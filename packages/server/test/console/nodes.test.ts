/** How every node stands, on the overview, by the command line, by the admin API and by the doctor: each by its last word. */
import { hostname } from 'node:os';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { nodeFacts } from '../../src/admin/fleet/node-facts.ts';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { checkFleet } from '../../src/doctor/check-fleet.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import { runGemel } from '../support/server-process.ts';
import { letInAsAdministrator } from './support/administrator-cookies.ts';
import { type NodesInStore, openNodes, registerNodes } from './support/nodes-in-store.ts';

let server: InProcessServer;
let nodes: NodesInStore;

beforeAll(async () => {
  server = await startInProcess();
  nodes = await openNodes(server.databasePath);
});

// None of them says another word by itself, and whoever says none for 22 seconds is silent.
beforeEach(() => registerNodes(server.databasePath, nodes));

afterAll(async () => {
  await nodes.stop();
  await server.stop();
});

const own = (): string => `${hostname()}:${new URL(server.url).port}`;

describe('the nodes', () => {
  it('are sorted by name behind the one that answers, which says what it knows now', async () => {
    const { value, now } = await nodes.fleet.list();
    const feed = { isFresh: true, leaseLeftMs: 4000, entries: 0, epoch: 'e', partitions: { total: 1, fresh: 1 } };
    const health = { feed, fleet: { nodeId: 'node-deaf', readers: 0, maxStaleness: 5 } };
    const shown = nodeFacts({ value, now: now + 1 }, health);
    const names = shown.slice(1).map(({ name = '' }) => name);
    expect(names).toEqual(['', own(), 'web-2:4000', 'web-4:4000'].toSorted());
    expect(shown[0]).toMatchObject({ isThisOne: true, standing: 'fresh', lag: 1, leaseLeft: 4, saidAgo: 0 });
  });

  it('are listed by the command line', async () => {
    const command = runGemel({ cwd: '/', args: ['fleet'], env: { GEMEL_DATABASE_URL: `sqlite:${server.databasePath}` } });
    expect(await command.ended).toBe(0);
    const [head, ...lines] = command.output().trim().split('\n');
    expect(head).toBe('5 nodes; after an acknowledged revocation none accepts later than 5 s.');
    expect(lines.filter((line) => line.startsWith('node-'))).toEqual([
      'node-early  no name  bound 5 s  says nothing of itself',
      expect.stringMatching(/^node-well {2}web-2:4000 {2}bound 5 s {2}0\.5 s behind, 4\.5 s of lease left, \d+ s ago$/),
      expect.stringMatching(/^node-deaf {2}web-3:4000 {2}bound 5 s {2}no lease, \d+ s ago$/),
      expect.stringMatching(/^node-gone {2}web-4:4000 {2}bound 5 s {2}silent for [4-9]\d s$/),
    ]);
    expect(lines).toContainEqual(expect.stringContaining(`  ${own()}  bound 5 s  `));
  });

  it('are warned of by the doctor where they are silent or stale', async () => {
    const configuration = loadConfiguration({ GEMEL_DATABASE_URL: `sqlite:${server.databasePath}` }, () => '');
    const warnings = (await checkFleet(nodes, configuration)).filter(({ level }) => level === 'warning').map(({ text }) => text);
    expect(warnings).toEqual([
      expect.stringMatching(/^Node web-3:4000 \(node-deaf\) had no lease \d+ s ago: /),
      expect.stringMatching(/^Node web-4:4000 \(node-gone\) has been silent for [4-9]\d s: /),
    ]);
  });
});

describe.skipIf(findChromium() === undefined)('the overview in Chromium (skipped without one)', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium(findChromium() ?? '');
  });

  afterAll(() => browser.close());

  it('says of each node how it stands, before its script has run and by it', async () => {
    const said = (pattern: RegExp): unknown => expect.stringMatching(pattern);
    const rows = [
      ['node-early', 'of an earlier version', 'not known', 'not known', '5.0 s'],
      ['web-2:4000node-well', said(/^\d+ s ago$/), '0.5 s', '4.5 s', '5.0 s'],
      ['web-3:4000node-deaf', said(/^stale \d+ s ago$/), 'more than 5.0 s', '0.0 s', '5.0 s'],
      ['web-4:4000node-gone', said(/^silent for \d+ s$/), 'not known', 'not known', '5.0 s'],
    ];
    for (const javaScriptEnabled of [false, true]) {
      await registerNodes(server.databasePath, nodes);
      const context = await browser.newContext({ baseURL: server.adminUrl, javaScriptEnabled });
      const page = await context.newPage();
      await letInAsAdministrator(page, server);
      await page.goto('/console');
      if (javaScriptEnabled) await page.locator('[data-live-rows=nodes][data-shown]').waitFor();
      const lines = await page.locator('[data-live-rows=nodes] tr').all();
      const cells = await Promise.all(lines.map((line) => line.locator('th, td').allTextContents()));
      expect(cells[0]?.[0]).toContain(`${own()} (this one)`);
      expect(cells.slice(1)).toEqual(rows);
      expect(await page.locator('[data-live-rows=nodes] .alarm').allTextContents()).toEqual([
        expect.stringMatching(/^stale/),
        expect.stringMatching(/^silent/),
      ]);
      expect(await page.locator('[data-live-rows=nodes] svg path:nth-child(2)').last().getAttribute('d')).toMatch(/^M0 2H\d+$/);
      expect(await page.locator('[data-live-text=nodes]').textContent()).toBe('5, 2 in trouble');
      await context.close();
    }
  });

  it('shows a node that comes while it is looked at', async () => {
    const page = await browser.newPage({ baseURL: server.adminUrl });
    await letInAsAdministrator(page, server);
    await page.goto('/console');
    await page.getByText('Live', { exact: true }).waitFor();
    const report = { name: 'web-9:4000', lag: 1.25, leaseLeft: 3.75 };
    await nodes.fleet.register({ id: 'node-new', maxStaleness: 5, acceptsStale: true, report }, 60);
    const row = page.locator('[data-live-rows=nodes] tr').filter({ hasText: 'web-9:4000' });
    await row.waitFor();
    expect(await row.locator('svg path:nth-child(2)').getAttribute('d')).toBe('M0 2H75');
    expect(await row.textContent()).toContain('goes on accepting without a lease');
    await nodes.fleet.unregister('node-new');
    await row.waitFor({ state: 'detached' });
    await page.close();
  });
});
