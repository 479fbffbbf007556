/** The tests that mutants must survive: those that run in this process and are quick. */
import { defineConfig } from 'vitest/config';
import config from './vitest.config.ts';

export default defineConfig({
  ...config,
  test: {
    include: ['packages/{protocol,verifier}/test/**/*.test.ts', 'packages/gemel/test/engine/**/*.test.ts'],
    // Generated histories, and the same suite once more under WebCrypto, find much, but too slowly to run once per mutant.
    exclude: ['**/parity.test.ts', '**/tokens.web.test.ts'],
    testTimeout: 10_000,
  },
});
