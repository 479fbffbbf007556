/** Holds docs/timeouts.md to the code: the durations that it names are the defaults, and sessions are as unlimited as it says (ASVS 7.1.1, 7.1.2). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createGemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { describe, expect, onTestFinished, test } from 'vitest';
import { root } from './program-folder.ts';

const page = readFileSync(join(root, 'docs/timeouts.md'), 'utf8');
const units: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400 };

/** The duration that the second cell of a row says, in seconds. */
function durationOf(row: string): number | undefined {
  const cells =
    page
      .split('\n')
      .find((line) => line.startsWith(`| ${row}`))
      ?.split('|') ?? [];
  const [, count = '', unit = ''] = /(\d+) (s|min|h|d)\b/.exec(cells[2] ?? '') ?? [];
  return count === '' ? undefined : Number(count) * (units[unit] ?? Number.NaN);
}

async function aGemel() {
  const gemel = await createGemel({ issuer: 'https://app.example', secret: 's'.repeat(32), store: createMemoryStore() });
  onTestFinished(() => gemel.close());
  return gemel;
}

describe('docs/timeouts.md', () => {
  test('names the defaults of the engine (7.1.1)', async () => {
    const { options } = await aGemel();
    expect({
      inactivity: durationOf('inactivity'),
      overall: durationOf('overall'),
      token: durationOf('access token'),
      reuse: durationOf('reuse window'),
      key: durationOf('signing key'),
      staleness: durationOf('`maxStaleness`'),
      record: durationOf('record in a node'),
      tolerance: durationOf('clock tolerance'),
    }).toEqual({
      inactivity: options.sessions.inactivityTimeout,
      overall: options.sessions.overallTimeout,
      token: options.tokens.lifetime,
      reuse: options.tokens.reuseWindow,
      key: options.tokens.keyLifetime,
      staleness: options.freshness.maxStaleness,
      record: options.freshness.recordMaxAge,
      tolerance: options.freshness.clockTolerance,
    });
  });

  test('claims that there is no deviation from NIST SP 800-63B at AAL2 to justify, and there is none (7.1.1)', async () => {
    const { sessions } = (await aGemel()).options;
    expect(page).toContain('The defaults are those of AAL2, so there is no deviation to justify.');
    expect([sessions.inactivityTimeout, sessions.overallTimeout]).toEqual([units['h'], units['d']]);
  });

  test('says that sessions are not limited, and a hundred of one subject stand side by side (7.1.2)', async () => {
    const gemel = await aGemel();
    expect(page).toMatch(/A subject may have any number of sessions; none is ended because another begins/);
    for (let count = 0; count < 100; count++) await gemel.startSession({ subject: 'ada' });
    expect(await gemel.listSessions('ada')).toHaveLength(100);
  });
});
