/** The tests that mutants must survive: those that run in this process and are quick. */
import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

export default defineConfig({
  ...config,
  test: {
    include: ['packages/{protocol,verifier}/test/**/*.test.ts', 'packages/gemel/test/{engine,keys}/**/*.test.ts'],
    // Real processes and generated histories find much, but too slowly to run once per mutant.
    exclude: ['**/parity.test.ts', '**/*.process.test.ts', '**/crash/**'],
    testTimeout: 10_000,
  },
});
