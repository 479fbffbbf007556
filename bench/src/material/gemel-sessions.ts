/** A Gemel engine on the memory store with sessions that are held by cookie and by token. */
import { createGemel, type Gemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import crypto from 'node:crypto';
import { issuer } from './bench-token.ts';
import { cookieHeader } from './presented-headers.ts';

export interface GemelSessions {
  readonly gemel: Gemel;
  /** `Cookie` headers, as a browser with one more cookie sends them. */
  readonly cookies: readonly string[];
  /** `Authorization` headers. */
  readonly bearers: readonly string[];
}

/** Starts `count` sessions; access tokens live longer than any run. */
export async function createGemelSessions(count: number): Promise<GemelSessions> {
  const gemel = await createGemel({
    issuer,
    secret: crypto.randomBytes(32).toString('base64url'),
    store: createMemoryStore(),
    sessions: { inactivityTimeout: 7200 },
    tokens: { lifetime: 3600 },
    // The event loop stands still while a round is measured; on a busy machine that would outlast the default lease.
    freshness: { maxStaleness: 30 },
  });
  const cookies: string[] = [];
  const bearers: string[] = [];
  for (let index = 0; index < count; index++) {
    const started = await gemel.startSession({ subject: `user-${index}`, mode: 'both', roles: ['member'], permissions: ['orders:read'] });
    cookies.push(cookieHeader(gemel.options.cookie.name, started.sessionToken ?? ''));
    bearers.push(`Bearer ${started.tokens?.accessToken ?? ''}`);
  }
  return { gemel, cookies, bearers };
}
