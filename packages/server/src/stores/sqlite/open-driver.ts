/** Opens a SQLite file with what this Node.js has: node:sqlite, or the package libsql. */
import { optionsError } from '@gemel/protocol';
import type { SqliteDatabase } from 'gemel/stores/sqlite';

export interface SqliteDriver extends SqliteDatabase {
  close(): void;
}

type Driver = new (path: string) => SqliteDriver;

/** Returns a way to open files. @throws GemelError `options_invalid` where this Node.js has no driver */
export async function loadDriver(): Promise<(path: string) => SqliteDriver> {
  const Opened = readDriver(await load('node:sqlite'), 'DatabaseSync') ?? readDriver(await load('libsql'), 'default');
  if (Opened !== undefined) return (path) => new Opened(path);
  throw optionsError('gemel', [
    'This Node.js has no node:sqlite, and the package libsql is not installed: use Node.js 24, or run `npm install libsql`',
  ]);
}

async function load(name: string): Promise<unknown> {
  try {
    return await import(name);
  } catch {
    return undefined; // absent here: node:sqlite on Node.js 20, libsql where no prebuilt one exists
  }
}

function readDriver(module: unknown, name: string): Driver | undefined {
  const value: unknown = typeof module === 'object' && module !== null ? Reflect.get(module, name) : undefined;
  return typeof value === 'function' ? (value as Driver) : undefined; // both are documented constructors of better-sqlite3's shape
}
