/** The vectors over node:crypto. */
import { describeConformance } from './conformance-suite.ts';

describeConformance('node:crypto');
