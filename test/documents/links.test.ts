/** Follows every relative link of the pages: none may lead nowhere. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './program-folder.ts';

const pages = ['.', 'docs', 'docs/decisions', 'docs/migrate'].flatMap((folder) => {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
});

test.each(pages)('%s links only to what exists', (page) => {
  const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?<target>[^)#\s]+)[^)]*\)/g)].map(
    ({ groups }) => groups?.['target'] ?? '',
  );
  const broken = links.filter((link) => !/^[a-z]+:/.test(link) && !existsSync(join(root, dirname(page), link)));
  expect(broken).toEqual([]);
});
