/** Checks the arithmetic of the page about mutation tests. */
import { expect, test } from 'vitest';
import { mutationPage } from '../../scripts/mutation.js';

const mutant = (status: string) => ({ status, mutatorName: 'BooleanLiteral', location: { start: { line: 1 } } });

test('the score counts what was noticed, hanging included, over what was tried; ignored faults count nowhere', () => {
  const page = mutationPage(
    {
      'b.ts': { mutants: ['Killed', 'Timeout', 'Survived', 'NoCoverage', 'Ignored'].map(mutant) },
      'a.ts': { mutants: ['Killed', 'Killed', 'CompileError'].map(mutant) },
    },
    '2026-11-23',
  );
  expect(page).toContain('| `a.ts` | 2 | 2 | 0 | 0 | 100.0 % |\n| `b.ts` | 4 | 2 | 1 | 2 | 50.0 % |\n| **all** | 6 | 4 | 1 | 2 | 66.7 % |');
});
