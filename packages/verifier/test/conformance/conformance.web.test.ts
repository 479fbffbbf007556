/** The vectors over WebCrypto. */
import { expect, test, vi } from 'vitest';
import { describeConformance } from './conformance-suite.ts';

vi.mock('../../src/signature.node.ts', () => import('../../src/signature.web.ts'));

describeConformance('WebCrypto');

test('the suite above ran over WebCrypto', async () => {
  expect((await import('../../src/signature.node.ts')).isSynchronous).toBe(false);
});
