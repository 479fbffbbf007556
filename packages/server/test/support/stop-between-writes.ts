/** Stops a server (SIGSTOP) while it holds no lock of its SQLite file: in the middle of a write it would keep every other node from writing. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitUntil } from '@gemel/testbed';
import Libsql from 'libsql';
import type { RunningServer } from './server-process.ts';

/** Resolves when all of the process stands still; SIGCONT lets it go on. */
export async function stopBetweenWrites({ child, folder }: RunningServer): Promise<void> {
  const database = new Libsql(join(folder, 'data/gemel.db'));
  try {
    // Whoever holds the lock for writing knows that the server does not.
    database.exec('PRAGMA busy_timeout = 10000; BEGIN IMMEDIATE');
    child.kill('SIGSTOP');
    await waitUntil(() => stateOf(child.pid ?? 0) === 'T', { what: 'the server stands still' });
    database.exec('ROLLBACK');
  } finally {
    database.close();
  }
}

/** A letter, by proc(5). */
function stateOf(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2)[0];
}
