import { defaultServerConditions } from 'vite';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['@gemel/source', ...defaultServerConditions] } },
  test: {
    include: ['packages/*/test/**/*.test.ts', 'test/**/*.test.ts', 'lab/test/**/*.test.ts', 'bench/test/**/*.test.ts'],
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['packages/{protocol,verifier}/src/**', 'packages/gemel/src/core/**'],
      reporter: ['text', 'json-summary'],
    },
  },
});
