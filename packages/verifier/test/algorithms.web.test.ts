/** The further algorithms over WebCrypto, as they run where there is no Node.js. */
import { expect, test, vi } from 'vitest';
import { describeAlgorithms } from './support/algorithm-suite.ts';

vi.mock('../src/signature.node.ts', () => import('../src/signature.web.ts'));

describeAlgorithms('WebCrypto');

test('the suite above ran over WebCrypto', async () => {
  expect((await import('../src/signature.node.ts')).isSynchronous).toBe(false);
});
