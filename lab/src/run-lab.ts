/** Puts every scheme to every experiment, each pair with processes of its own. */
import type { Effort } from './effort.ts';
import type { Experiment, ExperimentRow, Findings } from './experiment.ts';
import type { Scheme } from './scheme.ts';

export interface LabReport {
  readonly schemes: readonly { readonly id: string; readonly title: string; readonly shares: string }[];
  readonly experiments: readonly ExperimentReport[];
  readonly seconds: number;
}

export interface ExperimentReport {
  readonly id: string;
  readonly question: string;
  readonly rows: readonly ExperimentRow[];
  /** By scheme id. */
  readonly findings: Readonly<Record<string, Findings>>;
  readonly explanation: readonly string[];
}

export interface LabPlan {
  readonly schemes: readonly Scheme[];
  readonly experiments: readonly Experiment[];
  readonly effort: Effort;
  /** The processes write only below it; it is the caller's to delete. */
  readonly folder: string;
  /** Told what is about to be measured. */
  onStep(step: string): void;
}

export async function runLab(plan: LabPlan): Promise<LabReport> {
  const began = performance.now();
  const experiments: ExperimentReport[] = [];
  for (const experiment of plan.experiments) experiments.push(await runExperiment(experiment, plan));
  const schemes = plan.schemes.map(({ id, title, shares }) => ({ id, title, shares }));
  return { schemes, experiments, seconds: (performance.now() - began) / 1000 };
}

async function runExperiment(experiment: Experiment, { schemes, effort, folder, onStep }: LabPlan): Promise<ExperimentReport> {
  const findings = new Map<string, Findings>();
  for (const scheme of schemes) {
    onStep(`${experiment.question} ${scheme.title} …`);
    const running = await scheme.start({ folder, effort });
    try {
      findings.set(scheme.id, await experiment.measure(running, effort));
    } finally {
      await running.stop();
    }
  }
  const { id, question, rows } = experiment;
  return { id, question, rows, findings: Object.fromEntries(findings), explanation: experiment.explain(findings) };
}
