/** Every vector of `conformance/` over one runtime's cryptography. */
import * as verifier from '@gemel/verifier';
import { describe, expect, test } from 'vitest';
import { runVector } from './run-vector.ts';
import { readVectorFiles, type VectorGroup } from './vector-file.ts';

export function describeConformance(runtime: string): void {
  describe.each(readVectorFiles())(`%s by ${runtime}`, (_name, file) => {
    const cases = file.groups.flatMap((group) => group.cases.map((one) => [`${group.id} ${one.id}: ${one.title}`, group, one] as const));

    test.each(cases)('%s', async (_title, group: VectorGroup, one) => {
      const outcome = await runVector(verifier, file, group, one);
      expect(outcome.code).toBe(one.expect);
      if (one.header !== undefined) expect(outcome.header).toEqual(one.header);
      if (one.payload !== undefined) expect(outcome.payload).toBe(one.payload);
    });
  });
}
