/** The engines that faults are tried on. */
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { createTempFolder } from '@gemel/testbed';
import type { StoreAddress } from './start-fleet.ts';

/** A file that every process opens itself: nothing can be done to it. */
export async function startSqlite(): Promise<StoreAddress> {
  const folder = await createTempFolder('faults');
  onTestFinished(() => folder.remove());
  return { kind: 'sqlite', url: path.join(folder.path, 'gemel.db') };
}
