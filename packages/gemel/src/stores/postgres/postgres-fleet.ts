/** The nodes that share a database, and what they have confirmed. */
import { GemelError } from '@gemel/protocol';
import type { FleetStore, RegisteredNode } from '../../core/ports/fleet-store.ts';
import { readNullableNumber, readNullableText, readNumber, readText } from '../stored-row.ts';
import { parseReport, spellReport } from '../stored-report.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import { DURABLE } from './commit-settings.ts';
import { type PostgresConnection, type PostgresStatement, PRIMARY_NOW, WRITER_NOW } from './postgres-connection.ts';

/** $1 id, $2 bound, $3 accepts stale, $4 seconds, $5 report. A bound of null: another has just been stored, which this statement cannot see. */
const REGISTER: PostgresStatement = {
  name: 'gemel_fleet_register',
  text: `
    WITH ${DURABLE},
    fixed AS (
      UPDATE gemel_fleet SET max_staleness = $2::double precision WHERE id = 1 AND max_staleness IS NULL RETURNING max_staleness),
    gone AS (
      DELETE FROM gemel_node WHERE id IN (
        SELECT id FROM gemel_node WHERE until <= ${WRITER_NOW} AND id <> $1::text FOR UPDATE SKIP LOCKED) RETURNING 1),
    written AS (
      INSERT INTO gemel_node (id, max_staleness, accepts_stale, until, registered_at, report)
      VALUES ($1::text, $2::double precision, $3::boolean, ${WRITER_NOW} + $4::double precision, ${WRITER_NOW}, $5::text)
      ON CONFLICT (id) DO UPDATE SET max_staleness = excluded.max_staleness, accepts_stale = excluded.accepts_stale, until = excluded.until,
        registered_at = excluded.registered_at, report = excluded.report
      RETURNING 1)
    SELECT ${WRITER_NOW} AS now, coalesce((SELECT max_staleness FROM fixed), f.max_staleness) AS max_staleness,
      f.settled_epoch, (SELECT level FROM settings) AS level, (SELECT count(*) FROM gone) AS gone, (SELECT count(*) FROM written) AS written
    FROM gemel_fleet f WHERE f.id = 1`,
};

const READ_BOUND: PostgresStatement = { name: 'gemel_fleet_bound', text: 'SELECT max_staleness FROM gemel_fleet WHERE id = 1' };

const UNREGISTER: PostgresStatement = { name: 'gemel_fleet_unregister', text: 'DELETE FROM gemel_node WHERE id = $1' };

const LIST: PostgresStatement = {
  name: 'gemel_fleet_list',
  text: `
    SELECT ${PRIMARY_NOW} AS now, id, max_staleness, accepts_stale, registered_at, report
    FROM (SELECT 1) AS one LEFT JOIN gemel_node ON until > ${WRITER_NOW}`,
};

const SET_BOUND: PostgresStatement = {
  name: 'gemel_fleet_set_bound',
  text: `
    WITH ${DURABLE}, changed AS (UPDATE gemel_fleet SET max_staleness = $1::double precision WHERE id = 1 RETURNING 1)
    SELECT level, (SELECT count(*) FROM changed) AS changed FROM settings`,
};

const SETTLE: PostgresStatement = {
  name: 'gemel_fleet_settle',
  text: 'UPDATE gemel_fleet SET settled_epoch = $1 WHERE id = 1',
};

/** $1 receipts, $2 id, $3 seconds */
const CONFIRM: PostgresStatement = {
  name: 'gemel_fleet_confirm',
  text: `
    WITH gone AS (
      DELETE FROM gemel_receipt WHERE (receipt, node) IN (
        SELECT receipt, node FROM gemel_receipt WHERE until <= ${WRITER_NOW} AND NOT (node = $2::text AND receipt = ANY ($1::text[]))
        LIMIT 1000 FOR UPDATE SKIP LOCKED) RETURNING 1)
    INSERT INTO gemel_receipt (receipt, node, until)
    SELECT receipt, $2::text, ${WRITER_NOW} + $3::double precision
    FROM (SELECT DISTINCT receipt FROM unnest($1::text[]) AS t (receipt) ORDER BY receipt) AS given
    ON CONFLICT (receipt, node) DO UPDATE SET until = excluded.until`,
};

const CONFIRMED: PostgresStatement = {
  name: 'gemel_fleet_confirmed',
  text: `
    SELECT ${PRIMARY_NOW} AS now, node FROM (SELECT 1) AS one
    LEFT JOIN gemel_receipt ON receipt = $1 AND until > ${WRITER_NOW}`,
};

export function createPostgresFleet(connection: PostgresConnection): FleetStore {
  async function readBound(): Promise<number> {
    const { value: rows } = await connection.run(READ_BOUND);
    return readNumber(rows[0], 'max_staleness');
  }

  return {
    async register({ id, maxStaleness, acceptsStale, report }, keepFor) {
      const values = [toStoredText(id), maxStaleness, acceptsStale, keepFor, spellReport(report)];
      const { value: rows } = await connection.run(REGISTER, values);
      const [row] = rows;
      if (row === undefined) throw new GemelError('store_unavailable', 'The row of gemel_fleet is gone.');
      const isKnown = readNullableText(row, 'max_staleness') !== null;
      const bound = isKnown ? readNumber(row, 'max_staleness') : await readBound();
      const settledEpoch = readNullableText(row, 'settled_epoch') ?? undefined;
      return { value: { maxStaleness: bound, settledEpoch }, now: readNumber(row, 'now') };
    },
    async settle(epoch) {
      await connection.run(SETTLE, [epoch]);
    },
    async unregister(id) {
      await connection.run(UNREGISTER, [toStoredText(id)]);
    },
    async list() {
      const { value: rows } = await connection.run(LIST);
      const nodes = rows.filter((row) => readNullableText(row, 'id') !== null);
      return { value: nodes.map(readNode), now: readNumber(rows[0], 'now') };
    },
    async setMaxStaleness(maxStaleness) {
      await connection.run(SET_BOUND, [maxStaleness]);
    },
    async confirm(id, receipts, keepFor) {
      await connection.run(CONFIRM, [receipts.map(toStoredText), toStoredText(id), keepFor]);
    },
    async confirmedBy(receipt) {
      const { value: rows } = await connection.run(CONFIRMED, [toStoredText(receipt)]);
      return rows.filter((row) => readNullableText(row, 'node') !== null).map((row) => fromStoredText(readText(row, 'node')));
    },
  };
}

function readNode(row: unknown): RegisteredNode {
  return {
    id: fromStoredText(readText(row, 'id')),
    maxStaleness: readNumber(row, 'max_staleness'),
    acceptsStale: readText(row, 'accepts_stale') === 't',
    report: parseReport(readNullableText(row, 'report')),
    registeredAt: readNullableNumber(row, 'registered_at') ?? undefined,
  };
}
