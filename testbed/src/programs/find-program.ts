/** Where on this machine a program is, in PATH or where Debian keeps it. */
import { accessSync, constants, readdirSync } from 'node:fs';
import path from 'node:path';

/** Folders beside PATH; `*` stands for the highest version that is there. */
const otherFolders = ['/usr/sbin', '/usr/local/sbin', '/usr/lib/postgresql/*/bin'];

/** Returns the path of the program, or undefined where it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), ...otherFolders.flatMap(expand)];
  return folders.map((folder) => path.join(folder, name)).find(isExecutable);
}

/** Newest version first. */
function expand(folder: string): readonly string[] {
  const [before, after] = folder.split('*');
  if (before === undefined || after === undefined) return [folder];
  return namesIn(before)
    .toSorted((left, right) => right.localeCompare(left, 'en', { numeric: true }))
    .map((version) => path.join(before, version, after));
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
