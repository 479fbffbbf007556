/** Makes a folder in which a program out of a page runs as a reader's would: with the packages installed, and nothing else. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const root: string = join(import.meta.dirname, '../..');

/**
 * Writes the files into a new folder that is removed when the test has ended.
 *
 * @param packages those that only a workspace has, by name: where they are, from the root.
 */
export function programFolder(files: Readonly<Record<string, string>>, packages: Readonly<Record<string, string>> = {}): string {
  const outer = mkdtempSync(join(tmpdir(), 'gemel-program-'));
  onTestFinished(() => rmSync(outer, { recursive: true }));
  symlinkSync(join(root, 'node_modules'), join(outer, 'node_modules'));
  const folder = join(outer, 'program');
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  for (const [name, path] of Object.entries(packages)) symlinkSync(join(root, path), join(folder, 'node_modules', name));
  for (const [name, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) writeFileSync(join(folder, name), text);
  return folder;
}
