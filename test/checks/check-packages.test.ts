/** Shows that the check of the packages can fail: types that do not resolve, and files that nobody should get. */
import { describe, expect, test } from 'vitest';
import { findPackageProblems } from '../../scripts/check-packages.js';
import { smallTree } from './small-tree.ts';

const manifest = {
  name: 'gemel-sample',
  version: '1.0.0',
  type: 'module',
  files: ['dist'],
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
};

const tree = (files: Readonly<Record<string, string>>): string =>
  smallTree({
    'packages/sample/package.json': JSON.stringify(manifest),
    'packages/sample/README.md': '# Sample\n',
    'packages/sample/dist/index.js': 'export const a = 1;\n',
    ...files,
  });

describe('the check of the packages', () => {
  test('takes a package whose types resolve through relative imports that end in .ts', { timeout: 60_000 }, async () => {
    const root = tree({
      'packages/sample/dist/index.d.ts': `export { a } from './a.ts';\n`,
      'packages/sample/dist/a.d.ts': 'export declare const a: number;\n',
    });
    expect(await findPackageProblems(root)).toEqual([]);
  });

  test('finds types that do not resolve, an entry that does not run, and a file that does not belong', { timeout: 60_000 }, async () => {
    const root = tree({
      'packages/sample/dist/index.js': `import 'node:no-such-module';\n`,
      'packages/sample/dist/index.d.ts': `export { a } from './b.ts';\n`,
      'packages/sample/dist/.tsbuildinfo': '{}',
    });
    const problems = (await findPackageProblems(root)).join('\n');
    expect(problems).toContain('gemel-sample: dist/.tsbuildinfo does not belong in the package');
    expect(problems).toContain('a consumer, Node.js:');
    expect(problems).toContain('a consumer, moduleResolution nodenext:');
    expect(problems).toContain('a consumer, moduleResolution bundler:');
  });
});
