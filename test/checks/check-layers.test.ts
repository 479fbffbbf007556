/** Shows that the check of the layers can fail: one offence per row. */
import { describe, expect, test } from 'vitest';
import { findLayerProblems } from '../../scripts/check-layers.js';
import { smallTree } from './small-tree.ts';

const offences: readonly (readonly [what: string, path: string, text: string, problem: string])[] = [
  ['protocol imports a package', 'packages/protocol/src/a.ts', `import { z } from 'zod';`, 'may not import zod'],
  ['protocol imports node:', 'packages/protocol/src/a.ts', `import fs from 'node:fs';`, 'may not import node:fs'],
  ['protocol reads a clock', 'packages/protocol/src/a.ts', `export const now = Date.now();`, 'may not use Date.now'],
  ['the verifier imports the engine', 'packages/verifier/src/a.ts', `import type { Gemel } from 'gemel';`, 'may not import gemel (types)'],
  ['the verifier imports node:', 'packages/verifier/src/a.ts', `export { verify } from 'node:crypto';`, 'may not import node:crypto'],
  [
    'core imports a store',
    'packages/gemel/src/core/a.ts',
    `import { x } from '../stores/memory/index.ts';`,
    'may not import ../stores/memory',
  ],
  [
    'core imports an adapter lazily',
    'packages/gemel/src/core/a.ts',
    `export const x = import('../adapters/fetch/index.ts');`,
    'may not import ../adapters',
  ],
  ['core imports an endpoint', 'packages/gemel/src/core/a.ts', `import '../endpoints/token.ts';`, 'may not import ../endpoints'],
  ['core imports node:', 'packages/gemel/src/core/a.ts', `import { hash } from 'node:crypto';`, 'may not import node:crypto'],
  ['core reads the wall clock', 'packages/gemel/src/core/a.ts', `export const f = () => Date.now();`, 'may not use Date.now'],
  [
    'core reads the wall clock by new',
    'packages/gemel/src/core/a.ts',
    `export const f = () => new Date().getTime();`,
    'may not use new Date',
  ],
  [
    'core reads the monotonic clock',
    'packages/gemel/src/core/a.ts',
    `export const f = () => performance.now();`,
    'may not use performance.now',
  ],
  ['core makes randomness', 'packages/gemel/src/core/a.ts', `export const f = () => Math.random();`, 'may not use Math.random'],
  [
    'core makes randomness by globalThis',
    'packages/gemel/src/core/a.ts',
    `export const f = () => globalThis.crypto.randomUUID();`,
    'may not use crypto',
  ],
  ['core sets a timer', 'packages/gemel/src/core/a.ts', `setTimeout(() => {}, 1);`, 'may not use setTimeout'],
  [
    'a store imports another',
    'packages/gemel/src/stores/memory/a.ts',
    `import { x } from '../sqlite/index.ts';`,
    'may not import ../sqlite',
  ],
  [
    'a store imports policy',
    'packages/gemel/src/stores/memory/a.ts',
    `import { x } from '../../core/sessions/check-record.ts';`,
    'may not import ../../core/sessions/check-record.ts',
  ],
  [
    'a store imports the engine',
    'packages/gemel/src/stores/memory/a.ts',
    `import type { x } from '../../core/engine.ts';`,
    'may not import ../../core/engine.ts',
  ],
  [
    'a store reads the clock of this machine',
    'packages/gemel/src/stores/memory/a.ts',
    `export const f = () => Date.now();`,
    'may not use Date.now',
  ],
  [
    'an adapter looks inside',
    'packages/gemel/src/adapters/express/a.ts',
    `import { x } from '../../core/engine.ts';`,
    'may not import ../../core/engine.ts',
  ],
  ['accounts import an undeclared package', 'packages/accounts/src/a.ts', `import { x } from 'left-pad';`, 'may not import left-pad'],
  [
    'an example looks inside',
    'examples/web/a.ts',
    `import { x } from '../../packages/gemel/src/index.ts';`,
    'may not import ../../packages',
  ],
  ['a file is a catch-all', 'packages/gemel/src/core/utils.ts', ``, '"utils" says nothing'],
  ['a folder is a catch-all', 'packages/gemel/src/helpers/a.ts', ``, '"helpers" says nothing'],
  ['a file is a catch-all of types', 'packages/verifier/src/types.ts', ``, '"types" says nothing'],
];

describe('the check of the layers', () => {
  test.each(offences)('finds it where %s', (_what, path, text, problem) => {
    const problems = findLayerProblems(
      smallTree({ [path]: text, 'packages/accounts/package.json': '{}', 'examples/web/package.json': '{}' }),
    );
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  test('leaves alone what the table allows', () => {
    const root = smallTree({
      'packages/verifier/src/a.ts': `import { GemelError } from '@gemel/protocol';\nimport { verify } from '#signature';\nexport const f = (fetch: () => void) => fetch();`,
      'packages/verifier/src/signature.node.ts': `import { verify } from 'node:crypto';`,
      'packages/gemel/src/core/a.ts': `import { createView } from '@gemel/verifier';\nimport { b } from './b.ts';\nexport const f = (performance: { now(): number }) => performance.now();`,
      'packages/gemel/src/stores/memory/a.ts': `import type { SessionStore } from '../../core/ports/session-store.ts';\nexport const at = (ms: number) => new Date(ms);`,
      'packages/gemel/src/adapters/express/a.ts': `import type { Gemel } from '../../index.ts';`,
      'packages/accounts/src/a.ts': `import { createGemel } from 'gemel';\nimport { hash } from '@node-rs/argon2';`,
      'packages/accounts/package.json': `{ "dependencies": { "@node-rs/argon2": "1" } }`,
      'packages/gemel/test/a.test.ts': `import { x } from '../src/core/engine.ts';`,
    });
    expect(findLayerProblems(root)).toEqual([]);
  });
});
