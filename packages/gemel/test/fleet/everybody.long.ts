/** What a page of everybody's sessions takes where there are ten thousand, and what it takes to end them all; written to docs/results/everybody.md. */
import { createGemel } from 'gemel';
import type { SessionStore } from 'gemel';
import { aSessionRecord } from 'gemel/testing';
import { expect, it } from 'vitest';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import { storeEngines } from './store-engines.ts';

const count = 10_000;
const atOnce = 50;
const options = { issuer: 'https://app.example', secret: 'a secret for tests, made of words and long enough' };

/** Four sessions for each subject. */
async function fill(store: SessionStore): Promise<void> {
  for (let start = 0; start < count; start += atOnce) {
    await Promise.all(
      Array.from({ length: atOnce }, async (_, index) => {
        const subject = `subject-${Math.floor((start + index) / 4)}`;
        const sid = store.nameSession(subject, Buffer.from(`session-${start + index}`.padEnd(16).slice(0, 16)).toString('base64url'));
        await store.insert(aSessionRecord({ sid, subject }), 0);
      }),
    );
  }
}

/** Milliseconds of each page. */
async function pageThrough(listing: (after: string | undefined) => Promise<{ readonly next: string | undefined; readonly found: number }>) {
  const taken: number[] = [];
  let found = 0;
  for (let after: string | undefined, turn = 0; turn === 0 || after !== undefined; turn += 1) {
    const began = performance.now();
    const page = await listing(after);
    taken.push(performance.now() - began);
    found += page.found;
    after = page.next;
  }
  return { found, taken };
}

it.each(storeEngines)(
  `$name: pages of ${count} sessions, within 50 ms at the 95th percentile where a console runs on it, and their end`,
  async ({ name, isMissing, start }) => {
    if (isMissing) return;
    const engine = await start();
    const nodes = await engine.openNodes(2);
    const engines = await Promise.all(nodes.map(({ store }) => createGemel({ ...options, store })));
    const [gemel] = engines;
    const [node] = nodes;
    if (gemel === undefined || node === undefined) throw new Error('there are no nodes');
    await fill(node.store);

    const p95 = new Map<number, number>();
    for (const limit of [50, 200]) {
      const { found, taken } = await pageThrough(async (after) => {
        const { sessions, next } = await gemel.listAllSessions({ after, limit });
        return { next, found: sessions.length };
      });
      // Redis may give one twice.
      expect(found).toBeGreaterThanOrEqual(count);
      p95.set(limit, Math.round(percentile(taken, 0.95) * 10) / 10);
    }
    const began = performance.now();
    const { ended, reach, tookMs, receipts } = await gemel.revokeEveryone({ until: 'everywhere' });
    const seconds = (performance.now() - began) / 1000;
    expect([ended, receipts.length]).toEqual([count, 2]);
    expect(['applied', 'bounded']).toContain(reach);
    expect((await gemel.listAllSessions()).sessions).toEqual([]);
    appendReportLine('everybody', {
      ...{ engine: name, count, p95Of50Ms: p95.get(50), p95Of200Ms: p95.get(200) },
      ...{ endedInSeconds: Math.round(seconds * 100) / 100, heardAfterMs: Math.round(tookMs), reach },
    });
    // The bar of a console; the others are told.
    if (name === 'SQLite' || name === 'PostgreSQL') for (const limit of [50, 200]) expect(p95.get(limit)).toBeLessThanOrEqual(50);
    await Promise.all(engines.map((one) => one.close()));
    await Promise.all(nodes.map(({ close }) => close()));
    await engine.stop();
  },
);

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}
