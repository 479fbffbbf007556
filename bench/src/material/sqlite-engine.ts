/** SQLite in a file, as `npm start` has it. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import Libsql from 'libsql';
import { checkSwapped, rawBody, textOf, type StoreEngine } from './store-engine.ts';

export async function openSqliteEngine(): Promise<StoreEngine> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gemel-bench-sqlite-'));
  const database = new Libsql(path.join(folder, 'gemel.db'));
  migrateSqliteStore(database);
  const store = createSqliteStore(database);
  database.exec('CREATE TABLE raw (sid TEXT PRIMARY KEY, body TEXT, seen REAL)');
  const insert = database.prepare('INSERT INTO raw (sid, body, seen) VALUES (?, ?, ?)');
  const update = database.prepare('UPDATE raw SET seen = ? WHERE sid = ?');
  database.exec('CREATE TABLE hand (sid TEXT PRIMARY KEY, subject TEXT, version INTEGER, body TEXT, rotation INTEGER, seen REAL)');
  database.exec('CREATE INDEX hand_subject ON hand (subject); CREATE INDEX hand_seen ON hand (seen)');
  const insertHand = database.prepare('INSERT INTO hand (sid, subject, version, body, rotation, seen) VALUES (?, ?, 1, ?, 0, ?)');
  const swapHand = database.prepare(
    'UPDATE hand SET version = version + 1, rotation = rotation + 1, seen = ? WHERE sid = ? AND version = ?',
  );
  const readHand = database.prepare('SELECT sid, subject, version, body, rotation, seen FROM hand WHERE sid = ?');
  return {
    name: 'SQLite',
    setting: 'a file, WAL, synchronous = FULL',
    store,
    inFlight: 1,
    insert: (name) => void insert.run(name, rawBody, 1),
    update: (name) => void update.run(performance.now(), name),
    insertByHand: (name) => void insertHand.run(name, name, rawBody, performance.now()),
    swapByHand: (name, version) => checkSwapped(swapHand.run(performance.now(), name, version).changes),
    readByHand: (name) => textOf(readHand.get(name)),
    async close() {
      await store.close();
      database.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}
