/** The token suite over node:crypto. */
import { expect, test } from 'vitest';
import { isSynchronous } from '../src/signature.node.ts';
import { describeTokens } from './support/token-suite.ts';

describeTokens('node:crypto');

test('the suite above ran over node:crypto', () => {
  expect(isSynchronous).toBe(true);
});
