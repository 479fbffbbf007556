/** What a bundle for browsers and the edge weighs, and what is not in it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleOf, gzippedBytes, repositoryRoot } from './bundle.ts';

/** Name, what is imported from where, and how many bytes it may have: at the start, and with all that is fetched later. */
const bundles = [
  ['a JWS', '@gemel/verifier', ['verifyCompactJws', 'importVerificationKey'], 2805, 2805],
  [
    'tokens, with keys and pages of the feed that are brought',
    '@gemel/verifier',
    ['createTokenVerifier', 'createView', 'importVerificationKey'],
    5630,
    5630,
  ],
  [
    'tokens, in parts',
    '@gemel/verifier',
    ['createTokenVerifier', 'createView', 'createRemoteKeys', 'followFeed', 'createHttpFeed'],
    8105,
    8105,
  ],
  ['tokens, by the name of the issuer', '@gemel/verifier', ['createVerifier'], 10_300, 10_710],
  ['tokens in a worker, by the name of the issuer', '@gemel/verifier/edge', ['createEdgeVerifier'], 8900, 8900],
] as const;

const entryOf = (from: string, names: readonly string[]): string => `export { ${names.join(', ')} } from '${from}';`;

describe.each(bundles)('a bundle that checks %s', (_title, from, names, mostFirst, mostInAll) => {
  test('is no larger than it was', async () => {
    const { chunks, first } = await bundleOf(entryOf(from, names));
    expect(gzippedBytes(first)).toBeLessThanOrEqual(mostFirst);
    expect(gzippedBytes(chunks)).toBeLessThanOrEqual(mostInAll);
  });

  test('holds nothing but the verifier and the protocol, and nothing of Node.js, of cookies or of a store', async () => {
    const { chunks, modules } = await bundleOf(entryOf(from, names));
    expect(modules.filter((name) => !/^packages\/(?:verifier|protocol)\/src\//.test(name))).toEqual([]);
    expect(modules.filter((name) => /\.node\.|cookie|store/i.test(name))).toEqual([]);
    for (const { code } of chunks) {
      expect(code.length).toBeGreaterThan(0);
      expect(code).not.toMatch(/node:|\bBuffer\b|\brequire\(|\bprocess\./);
      expect(code).not.toMatch(/cookie|sqlite|postgres|redis|valkey|mysql/i);
    }
  });
});

test('the packages depend on each other and on nothing else', () => {
  const dependenciesOf = (name: string): unknown => {
    const manifest: unknown = JSON.parse(readFileSync(path.join(repositoryRoot, 'packages', name, 'package.json'), 'utf8'));
    return Reflect.get(Object(manifest), 'dependencies');
  };
  expect(Object.keys(Object(dependenciesOf('verifier')))).toEqual(['@gemel/protocol']);
  expect(dependenciesOf('protocol')).toEqual({});
});
