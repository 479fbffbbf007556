/** Opens a pool of connections to PostgreSQL, and finds out at once whether it can be used. */
import { optionsError } from '@gemel/protocol';
import type { Pool } from 'pg';
import { spellUrl } from '../../configuration/place.ts';
import { explainPostgres } from './explain-postgres.ts';

/** Seconds within which a connection must come about. */
const connectWithin = 5;
/** Connections of one node: what needs the store is short, and one more only listens. */
const poolSize = 10;
/** 13: the first one whose transaction ids do not wrap around. */
const oldestVersion = 130_000;

export interface OpenPool {
  readonly pool: Pool;
  close(): Promise<void>;
}

/**
 * Resolves when PostgreSQL has answered.
 *
 * @param setting the name of the setting that the URL comes from, for what is to be said about it.
 * @throws GemelError `options_invalid` with the line that says what to do
 */
export async function openPool(url: string, setting: string): Promise<OpenPool> {
  const { Pool } = await import('pg');
  const pool = new Pool({
    connectionString: withVerifiedTls(url),
    application_name: 'gemel',
    max: poolSize,
    connectionTimeoutMillis: connectWithin * 1000,
    keepAlive: true,
  });
  // An idle connection that breaks says so here, and would end the process if nobody listened; the next query opens another.
  pool.on('error', () => undefined);
  try {
    const { rows } = await pool.query<{ version: string }>("SELECT current_setting('server_version_num') AS version");
    const version = Number(rows[0]?.version);
    if (version < oldestVersion)
      throw new Error(`PostgreSQL ${Math.floor(version / 10_000)} is too old: 13 or later is needed, 15 or later is tested`);
    return { pool, close: () => pool.end() };
  } catch (error) {
    await pool.end();
    throw optionsError('gemel', [explainPostgres(error, { shown: spellUrl(url), setting })]);
  }
}

/** `require` and its like are taken to mean what people expect of them: a certificate that is checked. pg would do so too, with a warning. */
export function withVerifiedTls(url: string): string {
  return url.replace(/([?&]sslmode=)(?:require|prefer|verify-ca)(?=&|$)/, '$1verify-full');
}
