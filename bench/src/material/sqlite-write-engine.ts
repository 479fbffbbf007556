/** SQLite in a file, as `npm start` has it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import Libsql from 'libsql';
import { rawBody, type WriteEngine } from './write-engine.ts';

export async function openSqliteWrites(): Promise<WriteEngine> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gemel-bench-sqlite-'));
  const database = new Libsql(path.join(folder, 'gemel.db'));
  migrateSqliteStore(database);
  const store = createSqliteStore(database);
  database.exec('CREATE TABLE raw (sid TEXT PRIMARY KEY, body TEXT, seen REAL)');
  const insert = database.prepare('INSERT INTO raw (sid, body, seen) VALUES (?, ?, ?)');
  const update = database.prepare('UPDATE raw SET seen = ? WHERE sid = ?');
  return {
    name: 'SQLite',
    setting: 'a file, WAL, synchronous = FULL',
    store,
    inFlight: 1,
    insert: (name) => void insert.run(name, rawBody, 1),
    update: (name) => void update.run(performance.now(), name),
    async close() {
      await store.close();
      database.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
