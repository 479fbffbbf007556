/** Brings a component's tables to its version, once, however many processes start at the same time. */
import { createHash } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import { readNumber, readText } from '../stored-row.ts';
import { borrowClient, isFatal } from './borrow-client.ts';
import { AS_TEXT, WRITER_NOW } from './postgres-connection.ts';
import type { PostgresClient, PostgresPool } from './postgres-pool.ts';

/** One step; its SQL never changes after a release. */
export interface PostgresMigration {
  /** From 1, without gaps. */
  readonly number: number;
  readonly sql: string;
}

/** Milliseconds: a step may rewrite a large table, and others wait for it. */
const PATIENCE_MS = 3_600_000;
const CHECK_MS = 10_000;

const MIGRATION_TABLE = `
  CREATE TABLE IF NOT EXISTS gemel_migration (
    component text NOT NULL,
    number integer NOT NULL,
    checksum text NOT NULL,
    applied_at double precision NOT NULL,
    PRIMARY KEY (component, number)
  )`;

/** One at a time in each schema. */
const LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('gemel_migration ' || current_schema(), 0))";

/**
 * Applies the steps that the database lacks, all in one transaction that holds a lock. Returns them; with `dryRun` it only says which
 * they would be.
 *
 * @param component whose tables these are; several components may share a schema.
 * @throws GemelError `schema_too_new`, `store_unavailable`
 */
export function migratePostgres(
  pool: PostgresPool,
  component: string,
  migrations: readonly PostgresMigration[],
  options: { readonly dryRun?: boolean } = {},
): Promise<readonly PostgresMigration[]> {
  return borrowClient(pool, { timeoutMs: PATIENCE_MS }, async (client) => {
    if (options.dryRun === true) return findLacking(client, component, migrations);
    try {
      await client.query({
        text: 'BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE; SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0',
      });
      await client.query({ text: LOCK });
      const lacking = await findLacking(client, component, migrations);
      if (lacking.length > 0) await client.query({ text: MIGRATION_TABLE });
      for (const migration of lacking) {
        await client.query({ text: migration.sql });
        await client.query({
          text: `INSERT INTO gemel_migration (component, number, checksum, applied_at) VALUES ($1, $2, $3, ${WRITER_NOW})`,
          values: [component, migration.number, checksumOf(migration)],
        });
      }
      await client.query({ text: 'COMMIT' });
      return lacking;
    } catch (error) {
      if (!isFatal(error)) await client.query({ text: 'ROLLBACK' });
      throw error;
    }
  });
}

/**
 * Refuses a database that lacks a step or holds one that this version does not know.
 *
 * @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable`
 */
export async function checkPostgresSchema(pool: PostgresPool, component: string, migrations: readonly PostgresMigration[]): Promise<void> {
  const lacking = await borrowClient(pool, { timeoutMs: CHECK_MS }, (client) => findLacking(client, component, migrations));
  if (lacking.length > 0) throw new GemelError('schema_outdated', { component, lacking: lacking.map(({ number }) => number) });
}

async function findLacking(
  client: PostgresClient,
  component: string,
  migrations: readonly PostgresMigration[],
): Promise<readonly PostgresMigration[]> {
  const [found] = (await client.query({ text: "SELECT to_regclass('gemel_migration')::text AS found", types: AS_TEXT })).rows;
  if (typeof found === 'object' && found !== null && Reflect.get(found, 'found') === null) return migrations;
  const { rows } = await client.query({
    text: 'SELECT number, checksum FROM gemel_migration WHERE component = $1',
    values: [component],
    types: AS_TEXT,
  });
  const applied = new Map(rows.map((row) => [readNumber(row, 'number'), readText(row, 'checksum')]));
  const known = new Set(migrations.map(({ number }) => number));
  const unknown = [...applied.keys()].filter((number) => !known.has(number)).sort((left, right) => left - right);
  const altered = migrations.filter((migration) => (applied.get(migration.number) ?? checksumOf(migration)) !== checksumOf(migration));
  if (unknown.length > 0 || altered.length > 0) {
    throw new GemelError('schema_too_new', { component, unknown, altered: altered.map(({ number }) => number) });
  }
  return migrations.filter(({ number }) => !applied.has(number));
}

function checksumOf(migration: PostgresMigration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}
