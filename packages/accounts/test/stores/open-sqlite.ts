/** Opens a SQLite file with what this Node.js has, for tests. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqliteDatabase } from 'gemel/stores/sqlite';

export interface ClosableDatabase extends SqliteDatabase {
  close(): void;
}

export interface TemporaryFile {
  /** A new connection to the file. */
  connect(): ClosableDatabase;
  /** Closes all connections and deletes the file. */
  remove(): Promise<void>;
}

type Constructor = new (path: string) => ClosableDatabase;

async function loadDriver(): Promise<Constructor> {
  const name = 'node:sqlite';
  const builtIn: unknown = await import(name).catch(() => undefined);
  const module: unknown = builtIn ?? (await import('libsql'));
  const found: unknown = Reflect.get(Object(module), builtIn === undefined ? 'default' : 'DatabaseSync');
  if (typeof found !== 'function') throw new Error('install libsql, or use a Node.js with node:sqlite');
  return found as Constructor; // both drivers document this shape
}

export async function aSqliteFile(): Promise<TemporaryFile> {
  const Driver = await loadDriver();
  const folder = await mkdtemp(join(tmpdir(), 'gemel-accounts-'));
  const connections: ClosableDatabase[] = [];
  return {
    connect: () => {
      const connection = new Driver(join(folder, 'gemel.db'));
      connections.push(connection);
      return connection;
    },
    remove: async () => {
      for (const connection of connections) connection.close();
      await rm(folder, { recursive: true });
    },
  };
}
