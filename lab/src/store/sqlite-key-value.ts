/** What hand-made schemes share, in a SQLite file, where there is no Redis. */
import { setTimeout } from 'node:timers/promises';
import type { OpenedKeyValue } from './key-value.ts';
import { openSqlite } from './open-sqlite.ts';

const schema = `
create table if not exists item (key text primary key, value text not null, ends real not null);
create table if not exists member (name text not null, member text not null, primary key (name, member));`;

export async function openSqliteKeyValue(file: string, delayMs: number): Promise<OpenedKeyValue> {
  const database = await openSqlite(file);
  database.exec('pragma journal_mode = wal; pragma busy_timeout = 5000; pragma synchronous = normal;');
  database.exec(schema);
  let count = 0;
  let isCut = false;
  /** A command: counted, late by the delay that stands for a network, and failing where that is cut. */
  const send = async <T>(command: () => T): Promise<T> => {
    count++;
    if (isCut) throw new Error('the store cannot be reached');
    if (delayMs > 0) await setTimeout(delayMs);
    return command();
  };
  const read = (key: string): string | null => {
    const row = database.prepare('select value from item where key = ? and ends > ?').get(key, Date.now()) as { value: string } | undefined;
    return row?.value ?? null;
  };
  return {
    client: null,
    commands: () => count,
    cut: (shallBeCut) => {
      isCut = shallBeCut;
    },
    keyValue: {
      get: (key) => send(() => read(key)),
      getTwo: (first, second) => send(() => [read(first), read(second)] as const),
      set: (key, value, lifetime) =>
        send(() => {
          database.prepare('insert or replace into item values (?, ?, ?)').run(key, value, Date.now() + lifetime * 1000);
        }),
      touch: (key, lifetime) =>
        send(() => {
          database.prepare('update item set ends = ? where key = ?').run(Date.now() + lifetime * 1000, key);
        }),
      take: (key) =>
        send(() => {
          const sql = 'delete from item where key = ? and ends > ? returning value';
          const row = database.prepare(sql).get(key, Date.now()) as { value: string } | undefined;
          return row?.value ?? null;
        }),
      delete: (keys) => send(() => keys.forEach((key) => database.prepare('delete from item where key = ?').run(key))),
      add: (set, member) => send(() => void database.prepare('insert or ignore into member values (?, ?)').run(set, member)),
      members: (set) =>
        send(() => {
          const rows = database.prepare('select member from member where name = ?').all(set) as { member: string }[];
          return rows.map(({ member }) => member);
        }),
    },
  };
}
