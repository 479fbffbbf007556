/** The whole report where there is no Redis: every experiment with every scheme on a shared SQLite file. */
import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { experimentList } from '../src/experiments/experiment-list.ts';
import type { Experiment, Row } from '../src/experiments/experiment.ts';
import type { LabReport } from '../src/report/lab-report.ts';
import { runReport } from '../src/run/run-report.ts';
import { schemeList } from '../src/schemes/scheme-list.ts';

const patience = 900_000;

/** Enough to see that it works, too little to conclude anything from. */
const few: Readonly<Record<string, readonly number[]>> = {
  users: [5],
  permissions: [0, 50],
  nodes: [2],
  delays: [0, 2],
  measure: [100],
  peak: [5],
  people: [2],
  trials: [1],
  staleness: [1],
  beyond: [0.5],
  requests: [50],
  rounds: [2],
  cold: [10],
};

function small({ parameters, ...experiment }: Experiment): Experiment {
  return { ...experiment, parameters: parameters.map((one) => ({ ...one, quick: few[one.name] ?? one.quick })) };
}

let folder = '';
let report: LabReport;

beforeAll(async () => {
  folder = await fs.mkdtemp(path.join(os.tmpdir(), 'gemel-lab-sqlite-'));
  report = await runReport({
    schemes: schemeList,
    experiments: experimentList.map(small),
    size: 'quick',
    place: { storeKind: 'sqlite', folder },
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}, patience);

afterAll(async () => {
  await fs.rm(folder, { recursive: true, force: true });
});

it.each(experimentList)('experiment $number says something of every scheme without Redis', ({ id }) => {
  const { rows = [], conclusions = [] } = report.experiments.find((one) => one.id === id)?.outcome ?? {};
  expect(conclusions.join(' ')).not.toContain('could not be run');
  expect(rows.length).toBeGreaterThan(3);
  expect(rows.flatMap(missingCells)).toEqual([]);
});

/** Cells that are not there, or numbers that are none; a reason counts as a cell. */
function missingCells({ id, cells }: Row): readonly string[] {
  return schemeList.flatMap((scheme) => {
    const cell = cells[scheme.id];
    const isTold =
      cell !== undefined && (cell.kind !== 'number' || Number.isFinite(cell.value)) && (cell.kind !== 'absent' || cell.why !== '');
    return isTold ? [] : [`${id} of ${scheme.title}`];
  });
}
