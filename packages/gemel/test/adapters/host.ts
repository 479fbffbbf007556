/** One adapter's test application, listening, with its engine and its store in reach. */
import type { EndpointsOptions } from '../../src/endpoints/index.ts';
import type { Gemel, GemelOptions, StartedSession, StartSession } from '../../src/index.ts';
import { createGemel } from '../../src/index.ts';
import { type BreakableStore, createBreakableStore } from './breakable-store.ts';
import { type Answer, type CallOptions, createHttpClient, type HttpClient } from './http-client.ts';

export const ISSUER = 'https://app.example';
export const PARTNER = 'https://partner.example';
export const COOKIE = '__Host-Http-gemel';

/** Serves the test application on a free port; every adapter serves the same one (test-routes.ts). */
export type Serve = (gemel: Gemel, options: EndpointsOptions) => Promise<{ readonly port: number; close(): Promise<void> }>;

export interface Host {
  readonly gemel: Gemel;
  readonly whileBroken: BreakableStore['whileBroken'];
  readonly raw: HttpClient['raw'];
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** A session held by both credentials, of a subject of its own unless one is given. */
  begin(start?: Partial<StartSession>): Promise<Credentials>;
  close(): Promise<void>;
}

export interface Credentials extends StartedSession {
  readonly sid: string;
  readonly subject: string;
  readonly sessionToken: string;
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Headers that carry the one or the other. */
  readonly cookie: readonly [string, string];
  readonly bearer: readonly [string, string];
}

export async function startHost(serve: Serve, options: Partial<GemelOptions> = {}, endpoints: EndpointsOptions = {}): Promise<Host> {
  const { store, whileBroken } = createBreakableStore();
  const gemel = await createGemel({ issuer: ISSUER, secret: 'a secret for tests only, 32 and more', store, ...options });
  const server = await serve(gemel, endpoints);
  const client = createHttpClient(server.port);
  let subjects = 0;
  return {
    gemel,
    whileBroken,
    raw: client.raw,
    call: client.call,
    async begin(start = {}) {
      const started = await gemel.startSession({ subject: `subject-${++subjects}`, mode: 'both', ...start });
      const { sessionToken = '', tokens } = started;
      const accessToken = tokens?.accessToken ?? '';
      return {
        ...started,
        sid: started.session.sid,
        subject: started.session.subject,
        sessionToken,
        accessToken,
        refreshToken: tokens?.refreshToken ?? '',
        cookie: ['cookie', `${COOKIE}=${sessionToken}`],
        bearer: ['authorization', `Bearer ${accessToken}`],
      };
    },
    async close() {
      client.close();
      await server.close();
      await gemel.close();
    },
  };
}
