/** Makes the folder and the file of a database, readable by nobody else. */
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';

/** Leaves what exists as it is. Throws what the file system says. */
export function prepareFiles(databasePath: string): void {
  mkdirSync(dirname(databasePath), { recursive: true, mode: 0o700 });
  // SQLite gives its journal the mode of the database, so the mode must stand before SQLite opens the file.
  closeSync(openSync(databasePath, 'a+', 0o600));
}
