/** The attacks of the lab are real: each succeeds against a node that is weak in the way that it exploits, and is stopped where it should be. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AttackResult } from '../src/experiments/theft/attack.ts';
import { attackList } from '../src/experiments/theft/attack-list.ts';
import { attackFleet } from '../src/experiments/theft/theft.ts';
import type { LabBrowser } from '../src/experiments/theft/browser/lab-browser.ts';
import { openBrowser } from '../src/experiments/theft/browser/open-browser.ts';
import { ruledBrowser } from '../src/experiments/theft/browser/ruled-browser.ts';
import type { LabNode } from '../src/fleet/lab-node.ts';
import { findStoreKind } from '../src/fleet/shared-store.ts';
import { startFleet } from '../src/fleet/start-fleet.ts';
import { schemeList } from '../src/schemes/scheme-list.ts';
import type { Scheme } from '../src/schemes/scheme.ts';

let folder = '';
let chromium: LabBrowser = ruledBrowser;
const values = { value: (name: string) => (name === 'patience' ? 300 : 0.3) };

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gemel-lab-test-'));
  chromium = await openBrowser();
  if (chromium !== ruledBrowser) return;
  if (process.env['GEMEL_TEST_REQUIRE'] === 'all') throw new Error('no Chromium: run `apt-get install chromium`');
  process.stderr.write('SKIPPED: attacks on browsers are tried by the rules of one alone, no Chromium: run `apt-get install chromium`\n');
});

afterAll(async () => {
  await chromium.close();
  await fs.rm(folder, { recursive: true, force: true });
});

function weakScheme(weakness: string, holds: 'cookie' | 'token', algorithm: string): Scheme {
  return {
    id: weakness,
    title: weakness,
    credential: holds,
    what: 'weak on purpose',
    program: new URL('programs/weak-node.js', import.meta.url),
    documentation: '',
    options: { weakness, holds, algorithm },
    hasBound: false,
    isInQuickReport: true,
  };
}

async function attackOne(scheme: Scheme, id: string, browser: LabBrowser = chromium): Promise<AttackResult> {
  const attack = attackList.find((one) => one.id === id);
  if (attack === undefined) throw new Error(`there is no attack ${id}`);
  const fleet = await startFleet(
    scheme,
    { nodes: 2, maxStaleness: 5, reuseWindow: 0.3, isProxied: false },
    { storeKind: 'sqlite', folder },
  );
  try {
    return await attackFleet(attack, { fleet, browser }, values);
  } finally {
    await fleet.stop();
  }
}

const weaknesses = [
  { attack: 'stolen-credential', weakness: 'none', holds: 'token', algorithm: 'HS256' },
  { attack: 'bound-token', weakness: 'bound-for-show', holds: 'token', algorithm: 'ES256' },
  { attack: 'bound-proof', weakness: 'bound-for-show', holds: 'token', algorithm: 'ES256' },
  { attack: 'replay', weakness: 'none', holds: 'token', algorithm: 'ES256' },
  { attack: 'script-storage', weakness: 'readable-cookie', holds: 'cookie', algorithm: 'HS256' },
  { attack: 'script-memory', weakness: 'readable-cookie', holds: 'cookie', algorithm: 'HS256', poses: 'token' },
  { attack: 'refresh-race', weakness: 'none', holds: 'token', algorithm: 'ES256' },
  { attack: 'refresh-after-sign-out', weakness: 'none', holds: 'token', algorithm: 'ES256' },
  { attack: 'shared-secret', weakness: 'none', holds: 'token', algorithm: 'HS256' },
  { attack: 'fixation', weakness: 'adopts-session-id', holds: 'cookie', algorithm: 'HS256' },
  { attack: 'cross-site', weakness: 'sent-everywhere', holds: 'cookie', algorithm: 'HS256' },
  { attack: 'sibling-site', weakness: 'none', holds: 'cookie', algorithm: 'HS256' },
  { attack: 'changed-claims', weakness: 'no-signature-check', holds: 'token', algorithm: 'ES256' },
  { attack: 'alg-none', weakness: 'alg-none', holds: 'token', algorithm: 'ES256' },
  { attack: 'key-confusion', weakness: 'key-confusion', holds: 'token', algorithm: 'ES256' },
] as const;

describe('the attacks of experiment 6', () => {
  it.each([
    { attack: 'script-storage', holds: 'cookie', weakness: 'readable-cookie' },
    { attack: 'script-storage', holds: 'token', weakness: 'none' },
    { attack: 'script-memory', holds: 'token', weakness: 'none' },
    { attack: 'cross-site', holds: 'cookie', weakness: 'sent-everywhere' },
    { attack: 'cross-site', holds: 'cookie', weakness: 'none' },
    { attack: 'cross-site', holds: 'token', weakness: 'none' },
    { attack: 'sibling-site', holds: 'cookie', weakness: 'none' },
  ] as const)(
    '$attack, by $holds, ends in Chromium as by the rules of browsers where the weakness is $weakness',
    async ({ attack, holds, weakness }) => {
      const scheme = weakScheme(weakness, holds, 'HS256');
      expect(await attackOne(scheme, attack)).toEqual(await attackOne(scheme, attack, ruledBrowser));
    },
  );

  it('find a token in memory where the page makes it global', async () => {
    for (const browser of [chromium, ruledBrowser]) {
      const forgetful = { ...browser, visit: (node: LabNode) => browser.visit(node, 'global') };
      expect(await attackOne(weakScheme('none', 'token', 'HS256'), 'script-memory', forgetful)).toMatchObject({ outcome: 'possible' });
    }
  });

  it('are all tried against a node that is weak on purpose', () => {
    expect(weaknesses.map(({ attack }) => attack)).toEqual(attackList.map(({ id }) => id));
  });

  it.each(weaknesses)('$attack succeeds where the weakness is $weakness', async ({ attack, weakness, holds, algorithm, ...rest }) => {
    const scheme = weakScheme(weakness, holds, algorithm);
    const posed = 'poses' in rest ? { ...scheme, credential: rest.poses } : scheme;
    expect(await attackOne(posed, attack)).toMatchObject({ outcome: 'possible' });
  });

  it.each([
    { attack: 'changed-claims', holds: 'token' },
    { attack: 'alg-none', holds: 'token' },
    { attack: 'key-confusion', holds: 'token' },
    { attack: 'shared-secret', holds: 'token' },
    { attack: 'fixation', holds: 'cookie' },
    { attack: 'cross-site', holds: 'cookie' },
    { attack: 'script-storage', holds: 'cookie' },
  ] as const)('$attack is stopped by the same node without the weakness', async ({ attack, holds }) => {
    expect(await attackOne(weakScheme('none', holds, 'ES256'), attack)).toMatchObject({ outcome: 'stopped' });
  });

  it.each(schemeList.filter(({ hasBound }) => hasBound))(
    'against $title only a copy of what its owner still uses succeeds, a proof at a node that has not seen it, or what lies in localStorage',
    async (scheme) => {
      const fleet = await startFleet(scheme, { nodes: 2, maxStaleness: 5, reuseWindow: 0.3 }, { storeKind: findStoreKind(), folder });
      const results = new Map<string, string>();
      for (const attack of attackList) results.set(attack.id, (await attackFleet(attack, { fleet, browser: chromium }, values)).outcome);
      await fleet.stop();
      const succeeded = [...results].filter(([, outcome]) => outcome === 'possible').map(([id]) => id);
      expect(succeeded).toEqual(
        scheme.credential === 'cookie' ? ['stolen-credential'] : ['stolen-credential', 'bound-proof', 'script-storage'],
      );
    },
  );
});
