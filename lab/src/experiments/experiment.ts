/** What the lab calls an experiment: a claim of the classic comparison, tried on every scheme in the same way, with a conclusion drawn from the numbers. */
import type { Fleet, FleetPlan } from '../fleet/start-fleet.ts';
import type { Exchange } from '../fleet/recorder.ts';
import type { StoreKind } from '../fleet/shared-store.ts';
import type { Scheme } from '../schemes/scheme.ts';
import type { Chart } from './chart.ts';
import type { LivePicture } from './live-picture.ts';

/** To add an experiment, write one of these and put it into `experiment-list.ts`. */
export interface Experiment {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  /** What is commonly said, in one sentence. */
  readonly claim: string;
  /** How it is tried, in a few sentences. */
  readonly method: readonly string[];
  /** What would change the outcome. */
  readonly wouldChange: readonly string[];
  readonly parameters: readonly Parameter[];
  /** Whether it mostly waits, so that others that do may run beside it, or measures, and needs the machine for itself. */
  readonly pace: 'waits' | 'measures';
  run(trial: Trial): Promise<Outcome>;
}

export type Size = 'quick' | 'full';

export interface Parameter {
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly least: number;
  readonly most: number;
  /** Several values where a list is tried; else one. */
  readonly isList: boolean;
  readonly quick: readonly number[];
  readonly full: readonly number[];
}

/** By name; always as many values as the parameter takes. */
export type ParameterValues = Readonly<Record<string, readonly number[]>>;

/** One run of an experiment. */
export interface Trial {
  readonly schemes: readonly Scheme[];
  readonly storeKind: StoreKind;
  /** The first value of a parameter. */
  value(name: string): number;
  values(name: string): readonly number[];
  /** Fleets that are not stopped are stopped when the run ends, however it ends; one that is stopped may serve another experiment. */
  startFleet(scheme: Scheme, plan: FleetPlan): Promise<Fleet>;
  /** Resolves when whoever runs beside this one has started its fleets as well: until then the machine is busy with that. */
  othersReady(): Promise<void>;
  /** Says what is being done, and how much of the whole is behind us (0 to 1). @throws where the run is to stop */
  progress(done: number, what: string): void;
  /** Shows what the nodes are doing just now, where somebody looks on. */
  show(picture: LivePicture): void;
  /** Throws where the run is to stop. */
  readonly signal: AbortSignal;
}

export interface Outcome {
  readonly rows: readonly Row[];
  readonly charts: readonly Chart[];
  readonly sequences: readonly Sequence[];
  readonly conclusions: readonly string[];
}

export interface Row {
  readonly id: string;
  readonly title: string;
  /** Of the numbers in it; empty where they have none, or there are verdicts. */
  readonly unit: string;
  /** True where it stands for the experiment in the summary. */
  readonly isHeadline?: boolean;
  /** One sentence more, below the title. */
  readonly hint?: string;
  /** By scheme id. */
  readonly cells: Readonly<Record<string, Cell>>;
}

export type Cell = NumberCell | VerdictCell | { readonly kind: 'absent'; readonly why: string };

export interface NumberCell {
  readonly kind: 'number';
  /** The median. */
  readonly value: number;
  /** Quartiles, or the extremes of few; equal to the value where there is but one. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** What else must be said of it. */
  readonly note?: string;
}

export interface VerdictCell {
  readonly kind: 'verdict';
  readonly text: string;
  readonly tone: Tone;
}

/** Good and bad for whoever runs the application. */
export type Tone = 'good' | 'bad' | 'plain';

/** A recorded exchange between clients, nodes and store. */
export interface Sequence {
  readonly title: string;
  readonly schemeId: string;
  /** From left to right. */
  readonly parties: readonly string[];
  readonly exchanges: readonly Exchange[];
}
