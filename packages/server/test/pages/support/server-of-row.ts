/** The server that a row of the page table is walked on: one for all, or one of its own where it needs other settings. */
import { type InProcessServer, startInProcess } from '../../support/in-process-server.ts';
import type { PageRow } from './page-row.ts';

export async function withServerOf<T>(row: PageRow, shared: InProcessServer, walk: (server: InProcessServer) => Promise<T>): Promise<T> {
  if (row.env === undefined) return walk(shared);
  const own = await startInProcess(row.env);
  try {
    return await walk(own);
  } finally {
    await own.stop();
  }
}
