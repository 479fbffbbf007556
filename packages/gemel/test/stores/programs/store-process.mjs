/** A process of its own on a SQLite file; tests start several of them. It runs what was built, as an application would. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createSqliteStore, migrateSqliteStore } from 'gemel/stores/sqlite';
import { aSessionRecord } from 'gemel/testing';

const [path, driver, mode, ...parameters] = process.argv.slice(2);

const say = (fact) => process.stdout.write(`${JSON.stringify(fact)}\n`);

async function openDatabase() {
  if (driver === 'libsql') {
    const { default: Database } = await import('libsql');
    return new Database(path);
  }
  const { DatabaseSync } = await import('node:sqlite');
  return new DatabaseSync(path);
}

const modes = {
  /** Says each revocation when it hears of it. */
  async follow(store, count) {
    let { cursor } = (await store.readLog(undefined)).value;
    say('following');
    for (let heard = 0; heard < Number(count);) {
      await store.waitForNews(cursor, { waitMs: 1000 });
      const { value } = await store.readLog(cursor);
      cursor = value.cursor;
      for (const entry of value.entries) say(entry);
      heard += value.entries.length;
    }
  },

  /** Starts and ends sessions, one after the other. */
  async write(store, name, count) {
    for (let index = 0; index < Number(count); index += 1) {
      const record = aSessionRecord({ sid: `${name}-${index}`, subject: name });
      await store.insert(record, 0);
      await store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 });
      await sleep(0);
    }
  },

  /** Signs in again and again, as a node does: the version is read first, and carried in `dataVersion`. */
  async signIn(store, name, count) {
    for (let index = 0; index < Number(count); index += 1) {
      const version = (await store.subjectVersion('alice')).value;
      await sleep(0);
      await store.insert(aSessionRecord({ sid: `${name}-${index}`, dataVersion: version }), version);
    }
  },

  /** Does one thing with a session that stands, and is killed at a step of it. */
  async stopAt(store, action) {
    const { value: record } = await store.find('standing');
    const subject = record.subject;
    if (action === 'insert') await store.insert({ ...record, sid: 'new' }, 0);
    if (action === 'replace-rotate') await store.replace({ kind: 'rotate', record });
    if (action === 'replace-keep') await store.replace({ kind: 'keep', record: { ...record, dataVersion: 1 } });
    if (action === 'replace-supersede') await store.replace({ kind: 'supersede', record: { ...record, generation: 2 }, retention: 900 });
    if (action === 'replace-end') await store.replace({ kind: 'end', record, reason: 'revoked', retention: 900 });
    if (action === 'end-subject') await store.endSubject({ subject, reason: 'revoked', retention: 900 });
    if (action === 'announce') await store.announce([{ kind: 'session', sid: 'standing', generation: 2, until: record.overallDeadline }]);
    if (action === 'keys.retire') await store.keys.retire('k-1');
  },
};

const database = await openDatabase();
if (mode === 'migrate') say('ready');
migrateSqliteStore(database);
const stopStep = mode === 'stopAt' ? parameters[1] : undefined;
const onStep = (step) => {
  if (step === stopStep) process.kill(process.pid, 'SIGKILL');
};
// Who waits for news keeps no process alive.
const alive = setInterval(() => {}, 1000);
if (mode !== 'migrate') await modes[mode](createSqliteStore(database, { onStep }), ...parameters);
clearInterval(alive);
database.close();
