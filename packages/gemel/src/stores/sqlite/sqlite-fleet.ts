/** The nodes that share a SQLite file, and what they have confirmed. */
import type { Seconds } from '@gemel/protocol';
import type { FleetStore, RegisteredNode } from '../../core/ports/fleet-store.ts';
import { SQLITE_NOW, type SqliteConnection } from './sqlite-connection.ts';
import { readNullableNumber, readNullableText, readNumber, readText } from '../stored-row.ts';
import { parseReport, spellReport } from '../stored-report.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';

/** Creates the registry on a connection. */
export function createSqliteFleet(connection: SqliteConnection): FleetStore {
  const clock = connection.prepare(`SELECT ${SQLITE_NOW} AS now`);
  const fixBound = connection.prepare('UPDATE gemel_fleet SET max_staleness = coalesce(max_staleness, ?)');
  const readFacts = connection.prepare('SELECT max_staleness, settled_epoch FROM gemel_fleet');
  const settle = connection.prepare('UPDATE gemel_fleet SET settled_epoch = ?');
  const setBound = connection.prepare('UPDATE gemel_fleet SET max_staleness = ?');
  const forgetNodes = connection.prepare('DELETE FROM gemel_node WHERE until <= ?');
  const write = connection.prepare(
    'INSERT OR REPLACE INTO gemel_node (id, max_staleness, accepts_stale, until, registered_at, report) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const remove = connection.prepare('DELETE FROM gemel_node WHERE id = ?');
  const list = connection.prepare(
    `SELECT id, max_staleness, accepts_stale, registered_at, report FROM gemel_node WHERE until > ${SQLITE_NOW}`,
  );
  const forgetReceipts = connection.prepare('DELETE FROM gemel_receipt WHERE until <= ?');
  const confirm = connection.prepare('INSERT OR REPLACE INTO gemel_receipt (receipt, node, until) VALUES (?, ?, ?)');
  const confirmed = connection.prepare(`SELECT node FROM gemel_receipt WHERE receipt = ? AND until > ${SQLITE_NOW}`);

  return {
    async register({ id, maxStaleness, acceptsStale, report }, keepFor) {
      return connection.write('fleet.register', (now) => {
        fixBound.run(maxStaleness);
        forgetNodes.run(now);
        write.run(toStoredText(id), maxStaleness, acceptsStale ? 1 : 0, now + keepFor, now, spellReport(report));
        const facts = readFacts.get();
        const settledEpoch = readNullableText(facts, 'settled_epoch') ?? undefined;
        return { value: { maxStaleness: readNumber(facts, 'max_staleness'), settledEpoch }, now };
      });
    },
    async settle(epoch) {
      connection.write('fleet.settle', () => settle.run(epoch));
    },
    async unregister(id) {
      connection.write('fleet.unregister', () => remove.run(toStoredText(id)));
    },
    async list() {
      return connection.read(() => {
        const now: Seconds = readNumber(clock.get(), 'now');
        return { value: list.all().map(readNode), now };
      });
    },
    async setMaxStaleness(maxStaleness) {
      connection.write('fleet.set-max-staleness', () => setBound.run(maxStaleness));
    },
    async confirm(id, receipts, keepFor) {
      connection.write('fleet.confirm', (now) => {
        forgetReceipts.run(now);
        for (const receipt of receipts) confirm.run(toStoredText(receipt), toStoredText(id), now + keepFor);
      });
    },
    async confirmedBy(receipt) {
      return connection.readOnce(() => confirmed.all(toStoredText(receipt)).map((row) => fromStoredText(readText(row, 'node'))));
    },
  };
}

function readNode(row: unknown): RegisteredNode {
  return {
    id: fromStoredText(readText(row, 'id')),
    maxStaleness: readNumber(row, 'max_staleness'),
    acceptsStale: readNumber(row, 'accepts_stale') === 1,
    report: parseReport(readNullableText(row, 'report')),
    registeredAt: readNullableNumber(row, 'registered_at') ?? undefined,
  };
}
