/** How tests run: from source, through the private export condition; coverage thresholds count where --coverage is given. */
import { availableParallelism } from 'node:os';
import { defaultServerConditions } from 'vite';
import { configDefaults, defineConfig } from 'vitest/config';

const all = ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts', '{lab,bench,testbed}/test/**/*.test.ts'];
/** What runs in this process alone. */
const pure = [
  'packages/{protocol,verifier}/test/**/*.test.ts',
  'packages/gemel/test/{adapters,cookies,endpoints,engine,http,keys,runtime}/**/*.test.ts',
  'packages/accounts/test/*.test.ts',
  'packages/server/test/{configuration,http,keys,logging,tokens}/**/*.test.ts',
];
/** Puts another module in the place of one, and so shares none. */
const mocking = 'packages/verifier/test/**/*.web.test.ts';

/** Starts other runtimes. */
const runtimes = 'packages/verifier/test/conformance/runtimes/*.test.ts';

export default defineConfig({
  ssr: { resolve: { conditions: ['@gemel/source', ...defaultServerConditions] } },
  test: {
    // What is waited for comes; how long that takes is the machine's matter, unless a test says that it is the product's.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 15_000 } },
    // Two files at a time at least: while one waits for processes that it has started, another computes.
    maxWorkers: Math.max(2, availableParallelism()),
    projects: [
      // No module keeps state of its own, so these files share the modules that each would otherwise load once more.
      { extends: true, test: { name: 'sharing', include: pure, exclude: [...configDefaults.exclude, mocking, runtimes], isolate: false } },
      { extends: true, test: { name: 'apart', include: all, exclude: [...configDefaults.exclude, ...pure] } },
      { extends: true, test: { name: 'mocking', include: [mocking] } },
      { extends: true, test: { name: 'runtimes', include: [runtimes] } },
    ],
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
