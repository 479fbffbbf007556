/** Opens a database that a process has died over, as the next process does. */
import type { Gemel } from '../../src/core/gemel.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { createGemel } from '../../src/index.ts';
import { createSqliteStore, migrateSqliteStore, type SqliteDatabase } from '../../src/stores/sqlite/index.ts';

export interface OpenedAfterCrash {
  readonly gemel: Gemel;
  readonly store: SessionStore;
  close(): Promise<void>;
}

interface ClosableDatabase extends SqliteDatabase {
  close(): void;
}

export async function openAfterCrash(path: string, secret: string): Promise<OpenedAfterCrash> {
  const database = await openDatabase(path);
  migrateSqliteStore(database);
  const store = createSqliteStore(database);
  const gemel = await createGemel({ issuer: 'http://localhost:4000', secret, store });
  return {
    gemel,
    store,
    async close() {
      await gemel.close();
      await store.close();
      database.close();
    },
  };
}

async function openDatabase(path: string): Promise<ClosableDatabase> {
  // @types/node 20 does not know node:sqlite.
  const name = 'node:sqlite';
  const builtIn: unknown = await import(name).catch(() => undefined);
  const module: unknown = builtIn ?? (await import('libsql'));
  const Driver: unknown = Reflect.get(Object(module), builtIn === undefined ? 'default' : 'DatabaseSync');
  if (typeof Driver !== 'function') throw new Error('install libsql, or use a Node.js with node:sqlite');
  return Reflect.construct(Driver, [path]) as ClosableDatabase; // both drivers document this shape
}
