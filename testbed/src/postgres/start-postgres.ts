/** A private PostgreSQL: its own port and folder, stopped and removed at the end, and ill-treated in between. */
import path from 'node:path';
import { createTempFolder } from '../processes/temp-folder.ts';
import { findPostgresPrograms } from './postgres-programs.ts';
import { type PostgresInstance, runPostgres } from './run-postgres.ts';

export interface PostgresOptions {
  /** True where a `kill -9` must lose nothing that was committed: `fsync` and all that goes with it. */
  readonly isDurable?: boolean;
  /** Further configuration, by its names in postgresql.conf. */
  readonly config?: Readonly<Record<string, string>>;
}

/** Starts one with an empty cluster of its own, hence its own system identifier. @throws where there is no postgres; ask `requireProgram` first. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresInstance> {
  const programs = findPostgresPrograms();
  const folder = await createTempFolder('postgres', programs.user);
  const data = path.join(folder.path, 'data');
  try {
    await programs.run('initdb', ['-D', data, '--no-sync', '-A', 'trust', '-U', 'postgres', '--encoding=UTF8', '--no-locale']);
    return await runPostgres({ programs, folder, data, config: { ...configFor(options), ...options.config } });
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

export function configFor({ isDurable = false }: PostgresOptions): Readonly<Record<string, string>> {
  const careless = { fsync: 'off', full_page_writes: 'off' };
  return {
    shared_buffers: '32MB',
    max_connections: '200',
    max_prepared_transactions: '20',
    log_min_messages: 'log',
    ...(isDurable ? {} : careless),
  };
}
