/** Notices that the path of an open database leads to another file: the open one stays readable and hears of nothing any more. */
import { statSync } from 'node:fs';
import { GemelError } from '@gemel/protocol';
import type { SqliteDatabase } from './sqlite-database.ts';
import { readNumber, readText } from '../stored-row.ts';

/** What became of the file that a connection was opened with. A database in memory has none, and is never replaced. */
export interface SqliteFile {
  /** Looks whether another file, or none, lies at the path now. @throws GemelError `store_replaced`, and again at every later call */
  check(): void;
  /** Throws where an earlier check has thrown; does not look. */
  recall(): void;
}

export function watchSqliteFile(database: SqliteDatabase): SqliteFile {
  const rows = database.prepare('PRAGMA database_list').all();
  const path = readText(
    rows.find((row) => readNumber(row, 'seq') === 0),
    'file',
  );
  const opened = path === '' ? undefined : identityOf(path);
  let isReplaced = false;

  function recall(): void {
    if (isReplaced) throw new GemelError('store_replaced', { path });
  }

  return {
    check() {
      isReplaced ||= path !== '' && identityOf(path) !== opened;
      recall();
    },
    recall,
  };
}

/** Device and inode; undefined where there is no file. */
function identityOf(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? undefined : `${stats.dev}:${stats.ino}`;
}
