/** Starts the server inside the test's own process, in a temporary folder, on a free port. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import type { RouteRow } from '../../src/http/route-table.ts';
import { createLogger } from '../../src/logging/create-logger.ts';
import { startServer } from '../../src/start/start-server.ts';
import { makeFolder } from './server-process.ts';

export interface InProcessServer {
  readonly url: string;
  /** Where it answers on this machine, whatever its public URL is. */
  readonly address: string;
  readonly adminUrl: string;
  /** Makes the first administrator. */
  readonly consoleLink: string | undefined;
  readonly databasePath: string;
  /** Everything that its public listener answers. */
  readonly routes: readonly RouteRow[];
  /** Everything that its admin listener answers. */
  readonly adminRoutes: readonly RouteRow[];
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
    consoleLink: running.consoleLink,
    databasePath,
    routes: running.routes,
    adminRoutes: running.adminRoutes,
    entries: () => lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>),
    stop: async () => {
      await running.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A person at a browser without the browser: keeps cookies, posts forms, follows nothing. */
export interface Visitor {
  get(path: string): Promise<Response>;
  post(path: string, fields?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>): Promise<Response>;
  /** The header with all of them. */
  cookie(): string;
  /** Puts one there, or takes it away. */
  set(name: string, value: string | undefined): void;
  /** One cookie's value. */
  value(name: string): string | undefined;
}

export function visit(url: string): Visitor {
  const jar = new Map<string, string>();
  const cookieHeader = (): string => [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  const set = (name: string, value: string | undefined): void => void (value === undefined ? jar.delete(name) : jar.set(name, value));
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const headers = { accept: 'text/html', ...(jar.size === 0 ? {} : { cookie: cookieHeader() }), ...init.headers };
    const response = await fetch(`${url}${path}`, { redirect: 'manual', ...init, headers });
    for (const given of response.headers.getSetCookie()) {
      const [pair = ''] = given.split(';');
      const end = pair.indexOf('=');
      set(pair.slice(0, end), given.includes('Max-Age=0') ? undefined : pair.slice(end + 1));
    }
    return response;
  };
  return {
    get: (path) => call(path, {}),
    post: (path, fields = {}, headers = { origin: url }) =>
      call(path, { method: 'POST', body: new URLSearchParams(fields), headers: { ...headers } }),
    cookie: cookieHeader,
    set,
    value: (name) => jar.get(name),
  };
}
