/** The token suite over node:crypto. */
import { describeTokens } from './support/token-suite.ts';

describeTokens('node:crypto');
