/** What is bundled for a runtime: the verifier, and its running of all vectors and of one session's life. */
import * as verifier from '@gemel/verifier';
import { createDpop } from '@gemel/verifier/dpop';
import { runVectors, type VectorOutcome } from '../run-vector.ts';
import type { VectorFile } from '../vector-file.ts';
import { type LifeOutcome, runLife } from './run-life.ts';

export interface RuntimeReport {
  readonly outcomes: Readonly<Record<string, VectorOutcome>>;
  readonly life: LifeOutcome;
}

export async function runAll(files: readonly (readonly [string, VectorFile])[]): Promise<RuntimeReport> {
  return { outcomes: await runVectors({ ...verifier, createDpop }, files), life: await runLife(verifier, files) };
}
