/** Runs PostgreSQL over a data folder that exists. */
import { appendFile } from 'node:fs/promises';
import path from 'node:path';
import { reservePort } from '../network/reserve-ports.ts';
import { type RunningServer, startServer } from '../processes/start-server.ts';
import type { TempFolder } from '../processes/temp-folder.ts';
import type { PostgresPrograms } from './postgres-programs.ts';

export interface PostgresInstance {
  /** Of the database `postgres`, as its superuser. */
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  urlOf(database: string): string;
  /** Creates an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  /** Runs SQL as superuser, and returns what psql prints: rows by line, columns by `|`. */
  query(sql: string, database?: string): Promise<string>;
  /** Changes the configuration (`ALTER SYSTEM`) and reloads it; what takes a restart waits for one. */
  configure(config: Readonly<Record<string, string>>): Promise<void>;
  /** SIGSTOP of all its processes: connections stay, nothing answers. */
  pause(): void;
  /** SIGCONT. */
  resume(): void;
  /** `kill -9` of all its processes; `restart()` brings it back. */
  kill(): Promise<void>;
  /** Ends it fast, if it still runs, and starts it on the same port and folder. */
  restart(): Promise<void>;
  /** Ends it and removes its folder; may be called twice. */
  stop(): Promise<void>;
}

export interface PostgresFolder {
  readonly programs: PostgresPrograms;
  readonly folder: TempFolder;
  /** Inside the folder. */
  readonly data: string;
  readonly config: Readonly<Record<string, string>>;
}

export async function runPostgres({ programs, folder, data, config }: PostgresFolder): Promise<PostgresInstance> {
  const port = await reservePort();
  const urlOf = (database: string): string => `postgres://postgres@127.0.0.1:${port}/${database}`;
  const query = async (sql: string, database = 'postgres'): Promise<string> =>
    (await programs.run('psql', ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1', '-c', sql, urlOf(database)])).trim();
  const settings = { ...config, port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: folder.path };
  const lines = Object.entries(settings).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
  await appendFile(path.join(data, 'postgresql.conf'), lines.join('')); // The last line of a name counts.
  const start = (): Promise<RunningServer> =>
    startServer({
      program: programs.pathOf('postgres'),
      args: ['-D', data],
      folder: folder.path,
      logFile: path.join(folder.path, 'postgres.log'),
      ...(programs.user === undefined ? {} : { user: programs.user }),
      isUp: async () => (await query('SELECT 1')) === '1',
    });
  let server = await start();
  let databases = 0;
  return {
    url: urlOf('postgres'),
    port,
    folder: folder.path,
    urlOf,
    async createDatabase() {
      databases += 1;
      await query(`CREATE DATABASE test_${databases}`);
      return urlOf(`test_${databases}`);
    },
    query,
    async configure(changes) {
      for (const [name, value] of Object.entries(changes)) await query(`ALTER SYSTEM SET ${name} = '${value.replaceAll("'", "''")}'`);
      await query('SELECT pg_reload_conf()');
    },
    pause: () => server.pause(),
    resume: () => server.resume(),
    kill: () => server.kill(),
    async restart() {
      await server.end('SIGINT');
      server = await start();
    },
    async stop() {
      await server.kill();
      await folder.remove();
    },
  };
}
