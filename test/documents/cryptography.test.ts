/** Holds docs/cryptography.md to the code: it names every label, every algorithm and everything that the sources take from Node.js (ASVS 11.1.1, 11.1.2). */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { signingAlgorithms } from 'gemel';
import { describe, expect, test } from 'vitest';
import { root } from './program-folder.ts';

const page = readFileSync(join(root, 'docs/cryptography.md'), 'utf8');
const named = new Set([...page.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name));

const sources = readdirSync(join(root, 'packages'))
  .flatMap((name) =>
    readdirSync(join(root, 'packages', name, 'src'), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(root, 'packages', name, 'src', path),
    ),
  )
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => readFileSync(path, 'utf8'));

/** What a pattern finds in the sources, each once. */
function found(pattern: RegExp): readonly string[] {
  return [...new Set(sources.flatMap((text) => [...text.matchAll(pattern)].map(([, name = '']) => name)))].toSorted();
}

describe('docs/cryptography.md', () => {
  test('has a row for every key that is derived, and for no other (11.1.1)', () => {
    const labels = found(/'(gemel [a-z ]+ v\d+)'/g);
    expect(labels.length).toBeGreaterThan(4);
    expect([...named].filter((name) => /^gemel .* v\d+$/.test(name)).toSorted()).toEqual(labels);
  });

  test('names every algorithm that signs (11.1.2)', () => {
    expect(signingAlgorithms.filter((name) => !named.has(name))).toEqual([]);
  });

  test('names everything that the sources take from node:crypto, and nothing else (11.1.2, 11.2.1)', () => {
    const imported = found(/import \{([^}]*)\} from 'node:crypto'/g).flatMap((list) => list.split(',').map((one) => one.trim()));
    const functions = [...new Set(imported)].filter((one) => one !== '' && !one.startsWith('type ')).toSorted();
    const column = page
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) => line.split('|').at(-2) ?? '');
    const listed = column
      .flatMap((cell) => [...cell.matchAll(/`([a-zA-Z0-9]+)`/g)].map(([, name = '']) => name))
      .filter((name) => /^[a-z]/.test(name));
    expect(functions.length).toBeGreaterThan(10);
    expect([...new Set(listed)].toSorted()).toEqual(functions);
  });

  test('names no hash that is not there', () => {
    const hashes = found(/(?:createHash|createHmac|hash)\('(sha\d+)'/g);
    expect(hashes).toEqual(['sha1', 'sha256']);
    for (const hash of hashes) expect(page).toContain(hash.replace('sha', 'SHA-'));
  });
});
