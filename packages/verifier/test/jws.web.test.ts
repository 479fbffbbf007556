/** The JWS layer over WebCrypto, as it runs where there is no Node.js. */
import { expect, test, vi } from 'vitest';
import { describeJws } from './support/jws-suite.ts';

vi.mock('../src/signature.node.ts', () => import('../src/signature.web.ts'));

describeJws('WebCrypto');

test('the suite above ran over WebCrypto', async () => {
  expect((await import('../src/signature.node.ts')).isSynchronous).toBe(false);
});
