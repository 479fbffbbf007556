/** Says so where something else stands in the place of an open database, most often the path of its file. */
import { optionsError } from '@gemel/protocol';

/** @throws GemelError `options_invalid` */
export function checkDatabase(call: string, database: unknown): void {
  if (typeof Reflect.get(Object(database), 'prepare') === 'function') return;
  throw optionsError(call, [
    "database takes an open one: write new DatabaseSync('gemel.db') of node:sqlite, or new Database('gemel.db') of libsql",
  ]);
}
