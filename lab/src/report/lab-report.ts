/** What the lab found in one run, as data: what is written to a file, drawn as a page, and compared with another run. */
import type { Experiment, Size } from '../experiments/experiment.ts';
import type { Finished } from '../run/run-experiment.ts';
import type { MachineFacts } from '../run/machine-facts.ts';
import type { Scheme } from '../schemes/scheme.ts';
import type { Beside } from './compare-reports.ts';

export interface LabReport {
  /** Raised whenever a reader of the file would have to know. */
  readonly format: 1;
  readonly size: Size;
  readonly machine: MachineFacts;
  readonly seconds: number;
  readonly schemes: readonly ReportedScheme[];
  readonly experiments: readonly ReportedExperiment[];
  /** What a run just before it said, where there was one. */
  readonly beside?: Beside;
}

export type ReportedScheme = Pick<Scheme, 'id' | 'title' | 'what' | 'documentation' | 'credential' | 'options'>;

export interface ReportedExperiment
  extends Pick<Experiment, 'id' | 'number' | 'title' | 'claim' | 'method' | 'wouldChange'>, Omit<Finished, 'experimentId'> {}

export function reportScheme({ id, title, what, documentation, credential, options }: Scheme): ReportedScheme {
  return { id, title, what, documentation, credential, options };
}

export function reportExperiment({ id, number, title, claim, method, wouldChange }: Experiment, finished: Finished): ReportedExperiment {
  const { values, seconds, outcome } = finished;
  return { id, number, title, claim, method, wouldChange, values, seconds, outcome };
}
