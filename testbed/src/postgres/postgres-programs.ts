/** The programs of PostgreSQL, and the user that runs them: they refuse to be run by root. */
import { execFile, execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from '../programs/find-program.ts';

export interface PostgresPrograms {
  readonly user?: { readonly uid: number; readonly gid: number };
  /** The path of one of them. */
  pathOf(name: 'postgres' | 'initdb' | 'pg_basebackup' | 'psql'): string;
  /** Runs one to its end and resolves to what it printed. */
  run(name: 'initdb' | 'pg_basebackup' | 'psql', args: readonly string[]): Promise<string>;
}

const run = promisify(execFile);

/** @throws where PostgreSQL is not installed; ask `requireProgram` first. */
export function findPostgresPrograms(): PostgresPrograms {
  const server = findProgram('postgres');
  if (server === undefined) throw new Error('no postgres: run `apt-get install postgresql`');
  const user = process.getuid?.() === 0 ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;
  const pathOf: PostgresPrograms['pathOf'] = (name) => path.join(path.dirname(realpathSync(server)), name);
  return {
    pathOf,
    run: async (name, args) => (await run(pathOf(name), [...args], { cwd: '/', ...user })).stdout,
    ...(user === undefined ? {} : { user }),
  };
}

function idOf(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
}
