/** Opens a SQLite file with what this Node.js has: node:sqlite, or the package libsql. */
import type { SqliteDatabase } from 'gemel/stores/sqlite';

export interface OpenDatabase extends SqliteDatabase {
  close(): void;
}

type Driver = new (path: string) => OpenDatabase;

/** @throws Error where neither is there. */
export async function openSqlite(file: string): Promise<OpenDatabase> {
  const Opened = (await findDriver('node:sqlite', 'DatabaseSync')) ?? (await findDriver('libsql', 'default'));
  if (Opened === undefined)
    throw new Error('The lab needs SQLite: use Node.js 24, or run npm install with optional dependencies (libsql).');
  return new Opened(file);
}

async function findDriver(module: string, name: string): Promise<Driver | undefined> {
  try {
    const loaded: unknown = await import(module);
    const found: unknown = typeof loaded === 'object' && loaded !== null ? Reflect.get(loaded, name) : undefined;
    return typeof found === 'function' ? (found as Driver) : undefined; // both are documented constructors of one shape
  } catch {
    return undefined;
  }
}
