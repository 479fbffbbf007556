/** Every vector of `conformance/` on one runtime: what is said of each case is what it must come to. */
import * as verifier from '@gemel/verifier';
import { createDpop } from '@gemel/verifier/dpop';
import { describe, expect, test } from 'vitest';
import { keyOfCase, runVector, type VectorOutcome } from './run-vector.ts';
import { readVectorFiles, type VectorCase, type VectorFile, type VectorGroup } from './vector-file.ts';

type Judge = (name: string, file: VectorFile, group: VectorGroup, one: VectorCase) => Promise<VectorOutcome>;

const judgeHere: Judge = (_name, file, group, one) => runVector({ ...verifier, createDpop }, file, group, one);

/** @param judge runs one case there; on this process's own cryptography by default. */
export function describeConformance(runtime: string, judge: Judge = judgeHere): void {
  describe.each(readVectorFiles())(`%s by ${runtime}`, (name, file) => {
    const cases = file.groups.flatMap((group) => group.cases.map((one) => [`${group.id} ${one.id}: ${one.title}`, group, one] as const));

    test.each(cases)('%s', async (_title, group: VectorGroup, one) => {
      const outcome = await judge(name, file, group, one);
      expect(outcome.code).toBe(one.expect);
      if (one.header !== undefined) expect(outcome.header).toEqual(one.header);
      if (one.payload !== undefined) expect(outcome.payload).toBe(one.payload);
    });
  });
}

/** The same of a runtime that has run all cases at once. */
export function describeOutcomes(runtime: string, outcomes: Readonly<Record<string, VectorOutcome>>): void {
  describeConformance(runtime, async (name, _file, group, one) => {
    const outcome = outcomes[keyOfCase(name, group, one)];
    if (outcome === undefined) throw new Error('the runtime has not run this case');
    return outcome;
  });
}
