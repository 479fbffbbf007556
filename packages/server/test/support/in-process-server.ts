/** Starts the server inside the test's own process, in a temporary folder, on a free port. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { createLogger } from '../../src/logging/create-logger.ts';
import { startServer } from '../../src/start/start-server.ts';
import { makeFolder } from './server-process.ts';

export interface InProcessServer {
  readonly url: string;
  /** Where it answers on this machine, whatever its public URL is. */
  readonly address: string;
  readonly adminUrl: string;
  readonly databasePath: string;
  /** The log's entries so far. */
  entries(): readonly Readonly<Record<string, unknown>>[];
  stop(): Promise<void>;
}

export async function startInProcess(env: Readonly<Record<string, string>> = {}): Promise<InProcessServer> {
  const folder = makeFolder();
  const databasePath = join(folder, 'data/gemel.db');
  const lines: string[] = [];
  const configuration = loadConfiguration(
    { GEMEL_PORT: '0', GEMEL_ADMIN_PORT: '0', GEMEL_DATABASE_URL: `sqlite:${databasePath}`, ...env },
    () => '',
  );
  const logger = createLogger({ level: 'trace', format: 'json', write: (line) => void lines.push(line) });
  const running = await startServer(configuration, logger);
  return {
    url: running.url,
    address: `http://localhost:${running.port}`,
    adminUrl: running.adminUrl,
    databasePath,
    entries: () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A person at a browser without the browser: keeps the cookie, posts forms, follows nothing. */
export interface Visitor {
  get(path: string): Promise<Response>;
  post(path: string, fields?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>;
  cookie(): string;
}

export function visit(url: string): Visitor {
  let cookie = '';
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { accept: 'text/html', ...(cookie === '' ? {} : { cookie }), ...init.headers };
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers });
    const given = response.headers.get('set-cookie');
    if (given !== null) cookie = given.includes('Max-Age=0') ? '' : (given.split(';')[0] ?? '');
    return response;
  };
  return {
    get: (path) => call(path, {}),
    post: (path, fields = {}, headers = { origin: url }) =>
      call(path, { method: 'POST', body: new URLSearchParams(fields), headers: { ...headers } }),
    cookie: () => cookie,
  };
}
