/** What the client weighs in a page, and what is not in it. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleOf, gzippedBytes, repositoryRoot } from '../../verifier/test/bundle/bundle.ts';

const source = (file: string): string => path.join(repositoryRoot, 'packages/client/src', file);
const client = `export { createClient } from '${source('index.ts')}';`;
const bundles = [
  ['the client', client],
  ['the client and its hook for React', `${client} export { createUseSession } from '${source('react.ts')}';`],
] as const;

describe.each(bundles)('%s', (_title, entry) => {
  test('has no more than 4,000 bytes, minified and gzipped', async () => {
    const { chunks } = await bundleOf(entry);
    expect(chunks).toHaveLength(1);
    expect(gzippedBytes(chunks)).toBeLessThanOrEqual(4000);
  });

  test('holds nothing but itself and a little of the protocol', async () => {
    const { chunks, modules } = await bundleOf(entry);
    expect(
      modules.filter((name) => !/bundle-entry|^packages\/(?:client\/src\/|protocol\/src\/(?:principal|claims)\.ts$)/.test(name)),
    ).toEqual([]);
    expect(chunks[0]?.code).not.toMatch(/node:|\bBuffer\b|\brequire\(|\bprocess\.|sessionStorage|indexedDB|document\.cookie/);
  });
});
