/** What is shown of the nodes while an experiment runs: read from them a moment ago. */
import type { Tone } from './experiment.ts';

export interface LivePicture {
  readonly title: string;
  /** Milliseconds of a whole lease: a bar's full length. */
  readonly fullMs: number;
  readonly schemes: readonly LiveScheme[];
}

export interface LiveScheme {
  readonly id: string;
  readonly title: string;
  /** What is being done to it. */
  readonly what: string;
  readonly nodes: readonly LiveNode[];
}

export interface LiveNode {
  readonly name: string;
  /** Null where it counts no lease. */
  readonly leaseLeftMs: number | null;
  /** What it answered last, and by what. */
  readonly said: string;
  readonly tone: Tone;
}
