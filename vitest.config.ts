/** How tests run: from source, through the private export condition; coverage thresholds count where --coverage is given. */
import { availableParallelism } from 'node:os';
import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@gemel/source', ...defaultServerConditions] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts', '{lab,bench,testbed}/test/**/*.test.ts'],
    testTimeout: 20_000,
    // Two files at a time at least: while one waits for processes that it has started, another computes.
    maxWorkers: Math.max(2, availableParallelism()),
    coverage: {
      provider: 'v8',
      include: ['packages/{protocol,verifier}/src/**', 'packages/gemel/src/core/**'],
      reporter: ['text', 'json-summary'],
      thresholds: {
        'packages/protocol/src/**': { branches: 95 },
        'packages/verifier/src/**': { branches: 95 },
        'packages/gemel/src/core/**': { branches: 95 },
      },
    },
  },
});
