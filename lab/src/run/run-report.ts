/** Runs the experiments, those that measure one after the other and those that wait side by side, and puts together what was found. */
import type { Experiment, ParameterValues, Size } from '../experiments/experiment.ts';
import { createFleetPool } from '../fleet/fleet-pool.ts';
import type { FleetPlace } from '../fleet/start-fleet.ts';
import { type LabReport, reportExperiment, type ReportedExperiment, reportScheme } from '../report/lab-report.ts';
import type { Scheme } from '../schemes/scheme.ts';
import { readMachineFacts } from './machine-facts.ts';
import { defaultValues, type Finished, runExperiment } from './run-experiment.ts';

export interface ReportPlan {
  readonly schemes: readonly Scheme[];
  readonly experiments: readonly Experiment[];
  readonly size: Size;
  readonly place: FleetPlace;
  readonly signal: AbortSignal;
  /** Told what is about to be tried, and how much of the whole is behind us. */
  onProgress(done: number, what: string): void;
}

export async function runReport(plan: ReportPlan): Promise<LabReport> {
  const { schemes, experiments, size, place } = plan;
  const began = performance.now();
  const machine = readMachineFacts(place.storeKind);
  const pool = createFleetPool(place);
  const done = new Map<string, number>();
  const runOne = async (experiment: Experiment, othersReady?: () => Promise<void>): Promise<ReportedExperiment> => {
    const values = defaultValues(experiment, size);
    const beganOne = performance.now();
    const onProgress = (part: number, what: string): void => {
      done.set(experiment.id, part);
      const sum = [...done.values()].reduce((total, one) => total + one, 0);
      plan.onProgress(sum / experiments.length, `${experiment.number} ${experiment.title}. ${what}`);
    };
    const given = { schemes, place, pool, signal: plan.signal, values, onProgress, ...(othersReady === undefined ? {} : { othersReady }) };
    const finished = await runExperiment(experiment, given).catch((error: unknown) =>
      failed(experiment, values, error, (performance.now() - beganOne) / 1000),
    );
    done.set(experiment.id, 1);
    return reportExperiment(experiment, finished);
  };
  try {
    const reported = [
      ...(await inTurn(
        experiments.filter(({ pace }) => pace === 'measures'),
        runOne,
      )),
      ...(await inGroups(
        experiments.filter(({ pace }) => pace === 'waits'),
        sideBySideAtMost[size],
        runOne,
      )),
    ];
    const seconds = (performance.now() - began) / 1000;
    const inOrder = reported.toSorted((left, right) => left.number - right.number);
    return { format: 1, size, machine, seconds, schemes: schemes.map(reportScheme), experiments: inOrder };
  } finally {
    await pool.close();
  }
}

/** With the processes of all schemes and more than two experiments, on two cores, people waited so long to be signed in that one gave up. */
const sideBySideAtMost: Readonly<Record<Size, number>> = { quick: 3, full: 2 };

type RunOne = (experiment: Experiment, othersReady?: () => Promise<void>) => Promise<ReportedExperiment>;

async function inTurn(experiments: readonly Experiment[], runOne: RunOne): Promise<readonly ReportedExperiment[]> {
  const reported: ReportedExperiment[] = [];
  for (const experiment of experiments) reported.push(await runOne(experiment));
  return reported;
}

async function inGroups(experiments: readonly Experiment[], count: number, runOne: RunOne): Promise<readonly ReportedExperiment[]> {
  const reported: ReportedExperiment[] = [];
  for (let begun = 0; begun < experiments.length; begun += count) {
    reported.push(...(await sideBySide(experiments.slice(begun, begun + count), runOne)));
  }
  return reported;
}

/** None of them begins before the fleets of all have been started, or it has ended without. */
async function sideBySide(experiments: readonly Experiment[], runOne: RunOne): Promise<readonly ReportedExperiment[]> {
  const missing = new Set(experiments);
  let resolveReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => {
    resolveReady = resolve;
  });
  const arrive = (experiment: Experiment): Promise<void> => {
    missing.delete(experiment);
    if (missing.size === 0) resolveReady();
    return ready;
  };
  return Promise.all(
    experiments.map(async (experiment) => {
      const reported = await runOne(experiment, () => arrive(experiment));
      void arrive(experiment);
      return reported;
    }),
  );
}

/** One that fails does not take the others with it; the report says so in its place. */
function failed(experiment: Experiment, values: ParameterValues, error: unknown, seconds: number): Finished {
  const outcome = { rows: [], charts: [], sequences: [], conclusions: [`It could not be run: ${String(error)}`] };
  return { experimentId: experiment.id, values, seconds, outcome };
}
