/** The token suite over WebCrypto, as it runs where there is no Node.js. */
import { vi } from 'vitest';
import { describeTokens } from './support/token-suite.ts';

vi.mock(import('../src/signature.node.ts'), () => import('../src/signature.web.ts'));

describeTokens('WebCrypto');
