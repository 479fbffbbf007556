/** Runs that take minutes to hours: `npm run test:long`, or `npm run test:long -- name`. What they measured stays in reports/. */
import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

export default defineConfig({
  ...config,
  test: {
    include: ['packages/*/test/**/*.long.ts', '{test,testbed}/**/*.long.ts'],
    testTimeout: 4 * 3_600_000,
    // They measure: none may get in another's way.
    fileParallelism: false,
  },
});
