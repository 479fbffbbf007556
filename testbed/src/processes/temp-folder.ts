/** A folder of one test's own. */
import { chownSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { guardFolder } from './start-guard.ts';

export interface TempFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Creates it, for another user where one is given. */
export async function createTempFolder(name: string, user?: { readonly uid: number; readonly gid: number }): Promise<TempFolder> {
  const folder = await mkdtemp(path.join(os.tmpdir(), `gemel-${name}-`));
  if (user !== undefined) chownSync(folder, user.uid, user.gid);
  const stopGuard = guardFolder(folder);
  return {
    path: folder,
    async remove() {
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      stopGuard();
    },
  };
}
