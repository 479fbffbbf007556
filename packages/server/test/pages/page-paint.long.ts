/** How soon each page of the table is painted; by itself, since whatever else runs meanwhile is measured as well. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import { findChromium, launchChromium } from '../support/chromium.ts';
import { type InProcessServer, startInProcess } from '../support/in-process-server.ts';
import type { PageRow } from './support/page-row.ts';
import { pageTable } from './support/page-table.ts';
import { walkTo } from './support/page-walk.ts';
import { withServerOf } from './support/server-of-row.ts';

const executablePath = findChromium();
const latestPaintMs = 300;
const loads = 5;
const walks = 3;

describe.skipIf(executablePath === undefined)('every page in Chromium (skipped without one)', () => {
  let server: InProcessServer;
  let browser: Browser;
  let people = 0;
  const nextEmail = (): string => `painter-${(people += 1)}@example.com`;

  beforeAll(async () => {
    server = await startInProcess();
    browser = await launchChromium(executablePath ?? '');
  });

  afterAll(async () => {
    await browser.close();
    await server.stop();
  });

  // The sheet of parts is put into a page by the test: nobody is ever sent it.
  it.each(pageTable.filter(({ name }) => name !== 'parts'))('$name is painted within 300 ms on loopback', (row) =>
    withServerOf(row, server, async (own) => {
      expect(note(row.name, await paintsOf(own, row))).toBeLessThan(latestPaintMs);
    }),
  );

  it('paints an empty page no quicker than it can', async () => {
    const empty = createServer((_, response) =>
      response.setHeader('content-type', 'text/html').end('<!doctype html><title>Empty</title><p>.'),
    );
    await new Promise<void>((resolve) => empty.listen(0, '127.0.0.1', resolve));
    const { port } = empty.address() as AddressInfo;
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${port}/`);
    expect(note('(an empty page)', await paintsOfReloads(page))).toBeGreaterThan(0);
    await page.close();
    empty.close();
  });

  /** A page that answers a form cannot be asked for again: each paint takes a walk of its own. */
  async function paintsOf(own: InProcessServer, row: PageRow): Promise<readonly number[]> {
    const paints: number[] = [];
    for (let walk = 0; walk < walks; walk += 1) {
      const { page, isReloadable, close } = await walkTo(browser, own, row, { email: nextEmail() });
      const ofReloads = isReloadable ? await paintsOfReloads(page) : undefined;
      if (ofReloads === undefined) paints.push(await readFirstPaintMs(page));
      await close();
      if (ofReloads !== undefined) return ofReloads;
    }
    return paints;
  }
});

/** Returns the median. */
function note(page: string, paints: readonly number[]): number {
  const medianMs = paints.toSorted((left, right) => left - right)[Math.floor(paints.length / 2)] ?? Number.NaN;
  appendReportLine('paint', { page, paints: paints.length, medianMs, maxMs: Math.max(...paints) });
  return medianMs;
}

/** The first load also starts the browser's process for the site, and none of that is ours. */
async function paintsOfReloads(page: Page): Promise<readonly number[]> {
  const paints: number[] = [];
  for (let load = 0; load < loads; load += 1) {
    await page.reload();
    paints.push(await readFirstPaintMs(page));
  }
  return paints;
}

/** Milliseconds from the request to the first paint. @see the Paint Timing specification */
function readFirstPaintMs(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise((resolve) => {
        new PerformanceObserver((list) => {
          const first = list.getEntriesByName('first-paint')[0];
          if (first !== undefined) resolve(first.startTime);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}
