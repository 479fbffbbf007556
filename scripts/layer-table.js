/** Which folder may import what: the one place where the architecture's layers are written down for the check. */

/**
 * @typedef {object} Layer
 * @property {string} folder files below it belong to the layer; `*` stands for one folder name; the first layer that matches counts.
 * @property {readonly string[]} mayImport a folder (relative to the root, ends in `/`), a file, a package name, `name/*` for its subpaths as well,
 *   `folder/*.ts` for the files in one folder, `node:*`, `declared` (what the package's own package.json declares). `type ` before it: types only.
 * @property {readonly string[]} [mayNotUse] names of globals and their members, such as `Date.now`.
 * @property {readonly string[]} [exceptFiles] files to which `mayNotUse` does not apply and that may import `node:`.
 */

const CLOCKS = ['Date.now', 'new Date', 'performance'];
const TIMERS = ['setTimeout', 'setInterval', 'setImmediate', 'AbortSignal.timeout'];
const RANDOMNESS = ['Math.random', 'crypto'];
const MACHINE = ['process', 'Buffer', 'fetch', 'console', 'require'];
const STORE_IMPORTS = [
  '@gemel/protocol',
  'node:*',
  'packages/gemel/src/core/ports/',
  'type packages/gemel/src/core/sessions/session-record.ts',
];

/** @type {readonly Layer[]} */
export const layerTable = [
  { folder: 'packages/protocol/src/', mayImport: ['#error-message'], mayNotUse: [...CLOCKS, ...TIMERS, ...RANDOMNESS, ...MACHINE] },
  {
    folder: 'packages/verifier/src/',
    mayImport: ['@gemel/protocol', '#signature', '#advice', '#introspection'],
    mayNotUse: ['process', 'Buffer', 'require'],
    exceptFiles: ['packages/verifier/src/signature.node.ts'],
  },
  { folder: 'packages/client/src/', mayImport: ['@gemel/protocol'], mayNotUse: ['process', 'Buffer', 'require'] },
  {
    folder: 'packages/gemel/src/core/',
    mayImport: ['@gemel/protocol', '@gemel/verifier', '@gemel/verifier/dpop'],
    mayNotUse: [...CLOCKS, ...TIMERS, ...RANDOMNESS, ...MACHINE],
  },
  {
    folder: 'packages/gemel/src/stores/*/',
    mayImport: [...STORE_IMPORTS, 'packages/gemel/src/stores/*.ts'],
    mayNotUse: [...CLOCKS, 'console', 'process'],
    // The engine behind this store is this process, so this machine's clock is its engine's.
    exceptFiles: ['packages/gemel/src/stores/memory/create-memory-store.ts'],
  },
  { folder: 'packages/gemel/src/stores/', mayImport: STORE_IMPORTS, mayNotUse: [...CLOCKS, 'console', 'process'] },
  {
    folder: 'packages/gemel/src/adapters/',
    mayImport: [
      '@gemel/protocol',
      '@gemel/verifier/*',
      'node:*',
      'type declared',
      'packages/gemel/src/index.ts',
      'packages/gemel/src/endpoints/index.ts',
    ],
    mayNotUse: ['console', 'process'],
  },
  {
    folder: 'packages/gemel/src/endpoints/',
    mayImport: ['@gemel/protocol', '@gemel/verifier', 'packages/gemel/src/index.ts', 'packages/gemel/src/core/'],
    mayNotUse: ['console', 'process'],
  },
  {
    folder: 'packages/gemel/src/runtime/',
    mayImport: ['@gemel/protocol', '@gemel/verifier', 'node:*', 'type packages/gemel/src/core/'],
    mayNotUse: ['console'],
  },
  { folder: 'packages/gemel/src/', mayImport: ['@gemel/protocol', '@gemel/verifier', 'node:*'] },
  { folder: 'packages/accounts/src/', mayImport: ['@gemel/protocol', 'gemel/*', 'node:*', 'declared'], mayNotUse: ['console'] },
  { folder: 'packages/server/src/', mayImport: ['node:*', 'declared'] },
  { folder: 'lab/', mayImport: ['node:*', 'gemel/*', '@gemel/*', 'declared'] },
  { folder: 'bench/', mayImport: ['node:*', 'gemel/*', '@gemel/*', 'declared'] },
  { folder: 'testbed/', mayImport: ['node:*', 'declared'] },
  { folder: 'reference/', mayImport: ['node:*', 'typedoc'] },
  { folder: 'examples/*/', mayImport: ['node:*', 'gemel/*', '@gemel/*', 'declared'] },
];
