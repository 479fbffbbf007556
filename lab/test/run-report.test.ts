/** How a report is run: what measures has the machine for itself, what waits runs side by side, and fleets serve more than one experiment. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Experiment, Size, Trial } from '../src/experiments/experiment.ts';
import { createFleetPool } from '../src/fleet/fleet-pool.ts';
import type { FleetPlace } from '../src/fleet/start-fleet.ts';
import { type LabReport, reportScheme } from '../src/report/lab-report.ts';
import { renderReport } from '../src/report/render-report.ts';
import { readMachineFacts } from '../src/run/machine-facts.ts';
import { runReport } from '../src/run/run-report.ts';
import { gemelToken } from '../src/schemes/gemel-token.ts';
import { jwt } from '../src/schemes/jwt.ts';
import { schemeList } from '../src/schemes/scheme-list.ts';

const outcome = { rows: [], charts: [], sequences: [], conclusions: ['it ran'] };

function anExperiment(number: number, pace: Experiment['pace'], work: (trial: Trial) => Promise<void>): Experiment {
  const texts = { title: `experiment ${number}`, claim: '', method: [], wouldChange: [], parameters: [] };
  const run = async (trial: Trial): Promise<typeof outcome> => {
    await work(trial);
    return outcome;
  };
  return { id: `experiment-${number}`, number, pace, ...texts, run };
}

async function report(
  experiments: readonly Experiment[],
  place: FleetPlace,
  size: Size = 'quick',
): Promise<readonly (readonly string[])[]> {
  const { signal } = new AbortController();
  const { experiments: reported } = await runReport({
    schemes: [],
    experiments,
    size,
    place,
    signal,
    onProgress: () => undefined,
  });
  return reported.map(({ outcome: found }) => found.conclusions);
}

describe('a report', () => {
  const nowhere: FleetPlace = { storeKind: 'sqlite', folder: '' };

  it('runs what measures alone, what waits side by side once the fleets of all stand, and tells of them in the order of their numbers', async () => {
    const said: string[] = [];
    const waiting = (number: number): Experiment =>
      anExperiment(number, 'waits', async (trial) => {
        for (let turn = 0; turn < number; turn++) await setImmediate();
        said.push(`${number} starts`);
        await trial.othersReady();
        said.push(`${number} begins`);
      });
    const measuring = anExperiment(2, 'measures', async () => void said.push('2 measures'));
    expect(await report([waiting(1), measuring, waiting(3)], nowhere)).toEqual([['it ran'], ['it ran'], ['it ran']]);
    expect(said).toEqual(['2 measures', '1 starts', '3 starts', '1 begins', '3 begins']);
  });

  it.each([
    { size: 'full', ends: ['1 starts', '2 starts', '1 ends', '2 ends', '3 starts', '3 ends'] },
    { size: 'quick', ends: ['1 starts', '2 starts', '3 starts', '1 ends', '2 ends', '3 ends'] },
  ] as const)('lets few wait at once: a $size one', async ({ size, ends }) => {
    const said: string[] = [];
    const waiting = (number: number): Experiment =>
      anExperiment(number, 'waits', async (trial) => {
        said.push(`${number} starts`);
        await trial.othersReady();
        for (let turn = 0; turn < 5; turn++) await setImmediate();
        said.push(`${number} ends`);
      });
    await report([1, 2, 3].map(waiting), nowhere, size);
    expect(said).toEqual(ends);
  });

  it('does not wait for the fleets of one that has failed', async () => {
    const failing = anExperiment(1, 'waits', () => Promise.reject(new Error('no fleet')));
    const waiting = anExperiment(2, 'waits', (trial) => trial.othersReady());
    expect(await report([failing, waiting], nowhere)).toEqual([['It could not be run: Error: no fleet'], ['it ran']]);
  });
});

/** Processes are started, on a busy machine as well. */
const patience = 60_000;

describe('a pool of fleets', { timeout: patience }, () => {
  let folder = '';
  beforeAll(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gemel-lab-pool-'));
  });
  afterAll(() => fs.rm(folder, { recursive: true, force: true }));

  it('lends the same fleet again, until its nodes have been ill-treated, and stops it then', async () => {
    const pool = createFleetPool({ storeKind: 'sqlite', folder });
    const plan = { nodes: 1, maxStaleness: 5 };
    const first = await pool.take(jwt, plan);
    await first.giveBack();
    const second = await pool.take(jwt, plan);
    expect(second.fleet.node(0).port).toBe(first.fleet.node(0).port);
    await second.fleet.network('cut', null);
    await second.giveBack();
    expect((await second.fleet.node(0).ask({ headers: {} })).status).toBe(0);
    const third = await pool.take(jwt, plan);
    expect(third.fleet.node(0).port).not.toBe(first.fleet.node(0).port);
    await third.giveBack();
    await pool.close();
    expect((await third.fleet.node(0).ask({ headers: {} })).status).toBe(0);
  });

  it('lends a fleet of another plan to nobody, but where nodes are not told of the difference', async () => {
    const pool = createFleetPool({ storeKind: 'sqlite', folder });
    const first = await pool.take(jwt, { nodes: 1, maxStaleness: 5 });
    await first.giveBack();
    const other = await pool.take(jwt, { nodes: 1, maxStaleness: 5, lifetimes: { idle: 7 } });
    expect(other.fleet.node(0).port).not.toBe(first.fleet.node(0).port);
    await other.giveBack();
    const same = await pool.take(jwt, { maxStaleness: 1, nodes: 1, reuseWindow: 2 });
    expect(same.fleet.node(0).port).toBe(first.fleet.node(0).port);
    await same.giveBack();
    const bound = await pool.take(gemelToken, { nodes: 1, maxStaleness: 5 });
    await bound.giveBack();
    const tighter = await pool.take(gemelToken, { nodes: 1, maxStaleness: 1 });
    expect(tighter.fleet.node(0).port).not.toBe(bound.fleet.node(0).port);
    await tighter.giveBack();
    await pool.close();
  });

  it('lends a fleet again whose network was slow, once it is no longer', async () => {
    const pool = createFleetPool({ storeKind: 'sqlite', folder });
    const plan = { nodes: 1, maxStaleness: 5 };
    const first = await pool.take(jwt, plan);
    await first.fleet.network('delay', null, 20);
    await first.fleet.network('delay', null, 0);
    await first.giveBack();
    const second = await pool.take(jwt, plan);
    expect(second.fleet.node(0).port).toBe(first.fleet.node(0).port);
    await second.fleet.network('delay', null, 20);
    await second.giveBack();
    const third = await pool.take(jwt, plan);
    expect(third.fleet.node(0).port).not.toBe(first.fleet.node(0).port);
    await third.giveBack();
    await pool.close();
  });
});

describe('a quick report', () => {
  it('leaves out schemes that are much like others, and says which', () => {
    const quick = schemeList.filter(({ isInQuickReport }) => isInQuickReport);
    expect(quick.map(({ id }) => id)).toEqual(['express-session', 'jwt', 'jwt-deny-list', 'gemel-cookie', 'gemel-token']);
    const machine = readMachineFacts('sqlite');
    const found: LabReport = { format: 1, size: 'quick', machine, seconds: 1, schemes: quick.map(reportScheme), experiments: [] };
    expect(renderReport(found, schemeList, { style: '', script: '', icon: '' })).toContain('without better-auth and @fastify/jwt');
  });
});
