/** Shows that the check of the error codes can fail. */
import { describe, expect, test } from 'vitest';
import { findUnraisedErrors } from '../../scripts/check-errors-raised.js';
import { smallTree } from './small-tree.ts';

const table = `export const errorTable = { token_expired: refusedToken('The token has expired.') };\n`;
const raised = `throw new GemelError('token_expired');\n`;
const expected = `expect(error.code).toBe('token_expired');\n`;

describe('the check of the error codes', () => {
  test('finds a code that nothing raises', () => {
    const root = smallTree({ 'packages/protocol/src/error-table.ts': table, 'packages/verifier/test/a.test.ts': expected });
    expect(findUnraisedErrors(root)).toEqual(['token_expired: nothing raises it; remove it from the table, or raise it']);
  });

  test('finds a code that no test expects, a mere mention in a title included', () => {
    const root = smallTree({
      'packages/protocol/src/error-table.ts': table,
      'packages/verifier/src/a.ts': raised,
      'packages/verifier/test/a.test.ts': `test('token_expired is good', () => {});\n`,
    });
    expect(findUnraisedErrors(root)).toEqual(['token_expired: no test expects it']);
  });

  test('is silent where a code is raised and expected', () => {
    const root = smallTree({
      'packages/protocol/src/error-table.ts': table,
      'packages/verifier/src/a.ts': raised,
      'packages/verifier/test/a.test.ts': expected,
    });
    expect(findUnraisedErrors(root)).toEqual([]);
  });
});
