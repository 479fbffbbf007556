/** A wall clock of a child process that a test can step, by libfaketime. */
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createTempFolder } from './temp-folder.ts';

const libraries = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib'].map((folder) =>
  path.join(folder, 'faketime/libfaketimeMT.so.1'),
);

export interface FakeClock {
  /** For `startProcess`. */
  readonly env: Readonly<Record<string, string>>;
  /** Steps the clock of the process to so many seconds beside the true time. */
  step(seconds: number): void;
  remove(): Promise<void>;
}

/** Creates a clock that tells the true time until it is stepped. @throws where libfaketime is missing; ask `requireProgram('faketime')` first. */
export async function createFakeClock({ isMonotonicFaked }: { readonly isMonotonicFaked: boolean }): Promise<FakeClock> {
  const library = libraries.find((file) => existsSync(file));
  if (library === undefined) throw new Error('no libfaketime: run `apt-get install faketime`');
  const folder = await createTempFolder('clock');
  const file = path.join(folder.path, 'offset');
  const step = (seconds: number): void => {
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`);
    renameSync(`${file}.new`, file); // It may be read at any instant.
  };
  step(0);
  const env = {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    ...(isMonotonicFaked ? {} : { FAKETIME_DONT_FAKE_MONOTONIC: '1' }),
  };
  return { env, step, remove: folder.remove };
}
