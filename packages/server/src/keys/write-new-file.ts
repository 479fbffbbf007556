/** Writes what must not take the place of anything: files of keys. */
import { writeFileSync } from 'node:fs';
import { optionsError } from '@gemel/protocol';

/** Who may read a file: its owner, or everybody whom the process lets. */
export type FileMode = 0o600 | 0o644;

/** @throws GemelError `options_invalid` where the file exists or cannot be written */
export function writeNewFile(command: string, path: string, text: string, mode: FileMode): void {
  try {
    writeFileSync(path, text, { flag: 'wx', mode });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'no place for it';
    const reason = code === 'EEXIST' ? `${path} exists, and no key is overwritten` : `${path} cannot be written (${code})`;
    throw optionsError(command, [`${reason}: name another file`]);
  }
}
