/** A million inputs of the fuzzer; the seed changes from run to run, and is in the title of what fails. */
import { expect, test } from 'vitest';
import { createFuzzBench, runFuzz } from './run-fuzz.ts';

const seed = Date.now() % 1_000_000;
const slices = 10;

test(`seed ${seed}: of a million inputs the verifier accepts exactly what the reference accepts`, () => {
  const bench = createFuzzBench();
  for (let slice = 0; slice < slices; slice++) {
    const { findings } = runFuzz({ seed, first: slice * 100_000, inputs: 100_000 }, bench);
    expect(findings).toEqual([]);
  }
});
