/** Some thousands of inputs of the fuzzer at each run of the suite; `npm run fuzz` runs as many as one likes. */
import { expect, test } from 'vitest';
import { kinds } from './hostile-token.ts';
import { createFuzzBench, runFuzz } from './run-fuzz.ts';

const bench = createFuzzBench();

test.each(kinds.map(([kind]) => kind))('of the kind %s, the verifier accepts exactly what the reference accepts', (kind) => {
  const report = runFuzz({ seed: 1, inputs: kind === 'crossed' ? 300 : 1500, kind }, bench);
  expect(report.findings).toEqual([]);
});
