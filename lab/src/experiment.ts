/** What the lab calls an experiment: a question, put to every scheme in the same way, and answered by measuring. */
import type { Effort } from './effort.ts';
import type { RunningScheme } from './scheme.ts';

/** To add an experiment, write one of these and put it into `experiments/experiment-list.ts`. */
export interface Experiment {
  readonly id: string;
  readonly question: string;
  /** Rows of its table, in order. */
  readonly rows: readonly ExperimentRow[];
  /** Measures one scheme, which has just been started for it. Every finding comes from this run. */
  measure(scheme: RunningScheme, effort: Effort): Promise<Findings>;
  /** What the findings mean, in plain words; by scheme id. */
  explain(findings: ReadonlyMap<string, Findings>): readonly string[];
}

export interface ExperimentRow {
  readonly id: string;
  readonly title: string;
}

/** By row id. */
export type Findings = Readonly<Record<string, Finding>>;

export interface Finding {
  /** As the table shows it. */
  readonly text: string;
  /** For programs: the number or the answer behind the text; null where the question does not arise. */
  readonly value: number | boolean | null;
}
