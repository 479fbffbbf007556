/** The further algorithms over node:crypto. */
import { describeAlgorithms } from './support/algorithm-suite.ts';

describeAlgorithms('node:crypto');
