/** Calls operations of the admin API over HTTP, as a program with an API key does. */
import type { AdminScope } from '../../src/admin/admin-scope.ts';
import { type EngineBeside, openBeside } from './engine-beside.ts';
import { type InProcessServer, startInProcess } from './in-process-server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** As JSON where it is any, else as text. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly text: string;
}

export interface AdminWorld {
  readonly server: InProcessServer;
  readonly beside: EngineBeside;
  /** @param key null for none */
  call(method: string, path: string, key: string | null, given?: CallOptions): Promise<Answer>;
  keyFor(...scopes: readonly AdminScope[]): Promise<string>;
  signUp(email: string): Promise<string>;
  stop(): Promise<void>;
}

interface CallOptions {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const password = 'three lamps over water';

export async function startAdminWorld(env: Readonly<Record<string, string>> = {}): Promise<AdminWorld> {
  const server = await startInProcess(env);
  const beside = await openBeside(server);
  const json = { 'content-type': 'application/json' };
  return {
    server,
    beside,
    call: async (method, path, key, { body, headers = {} } = {}) => {
      const response = await fetch(`${server.adminUrl}${path}`, {
        method,
        headers: { ...(key === null ? {} : { authorization: `Bearer ${key}` }), ...(body === undefined ? {} : json), ...headers },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, body: objectIn(text) };
    },
    keyFor: async (...scopes) => (await beside.accounts.apiKeys.create({ name: 'a test', scopes })).text,
    signUp: async (email) => {
      await fetch(`${server.address}/auth/sign-up`, { method: 'POST', headers: json, body: JSON.stringify({ email, password }) });
      return (await beside.accounts.findByEmail(email))?.subject ?? '';
    },
    stop: async () => {
      await beside.stop();
      await server.stop();
    },
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
