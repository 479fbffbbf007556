/** A PostgreSQL for whom any will do: the one that `GEMEL_TEST_POSTGRES_URL` names, or a private one; a fresh database each time. */
import { randomBytes } from 'node:crypto';
import { requireServer } from '../programs/require-program.ts';
import { findPostgresPrograms } from './postgres-programs.ts';
import { startPostgres } from './start-postgres.ts';

export interface OpenedPostgres {
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Removes what was created. */
  stop(): Promise<void>;
}

/** Returns undefined, having said so in one line, where there is none. */
export async function openPostgres(): Promise<OpenedPostgres | undefined> {
  const found = requireServer('postgres', 'GEMEL_TEST_POSTGRES_URL');
  if (found === undefined) return undefined;
  return 'url' in found ? shared(found.url) : startPostgres();
}

function shared(url: string): OpenedPostgres {
  const { run } = findPostgresPrograms();
  const query = (sql: string): Promise<string> => run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, url]);
  const names: string[] = [];
  return {
    async createDatabase() {
      const name = `gemel_test_${randomBytes(6).toString('hex')}`;
      await query(`CREATE DATABASE ${name}`);
      names.push(name);
      return Object.assign(new URL(url), { pathname: `/${name}` }).href;
    },
    async stop() {
      for (const name of names) await query(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
