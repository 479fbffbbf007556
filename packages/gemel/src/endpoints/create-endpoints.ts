/** The engine's own endpoints, as one table. */
import { endpointPaths, optionsError, type Seconds } from '@gemel/protocol';
import { systemClock } from '@gemel/verifier';
import type { Gemel } from '../index.ts';
import { createRouter, type Endpoints, type RouterOptions } from './create-router.ts';
import type { EndpointCall, Route } from './endpoint.ts';
import { checkEngine } from './check-engine.ts';
import { type Client, createCheckClient, problemsWithClients } from './clients.ts';
import { answerFeed } from './feed.ts';
import { answerIntrospect } from './introspect.ts';
import { answerJwks } from './jwks.ts';
import { answerMetadata } from './metadata.ts';
import { answerRevoke } from './revoke.ts';
import { answerSession } from './session.ts';
import { createSessionWaits } from './session-waits.ts';
import { answerSessionEnd, answerSessionList, answerSessionsEnd } from './sessions.ts';
import { answerSignOut, type SignOutOptions } from './sign-out.ts';
import { answerToken } from './token.ts';
import { createUseOnce, type UseOnce } from './use-once.ts';

export interface EndpointsOptions extends RouterOptions, Partial<SignOutOptions> {
  /** Who may ask about tokens at `/oauth/introspect`; without any there is no such endpoint. */
  readonly clients?: readonly Client[];
  readonly feed?: {
    /** Who may read the feed: everybody (`public`, the default), or `clients` alone. */
    readonly access?: 'public' | 'clients';
  };
  /** Knows what has been used, for all nodes together; by default each node knows for itself. What clients sign to prove themselves is good once. */
  readonly useOnce?: UseOnce;
  readonly sessions?: {
    /** Seconds since the authentication event after which listing one's sessions, and ending others than the one that asks, wants another one; left out, none does (ASVS 7.5.2). */
    readonly maxAuthAge?: Seconds;
  };
}

/**
 * Builds the endpoints at the paths that every part of Gemel knows, below the issuer's URL.
 *
 * @throws GemelError `options_invalid`
 */
export function createEndpoints(gemel: Gemel, options: EndpointsOptions = {}): Endpoints {
  checkEngine('createEndpoints', gemel);
  const {
    afterSignOut = '/',
    mustClearSiteData = false,
    clients = [],
    feed: { access = 'public' } = {},
    sessions: { maxAuthAge } = {},
  } = options;
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(afterSignOut)) {
    throw optionsError('createEndpoints', ["afterSignOut must be a path of this site: write it like afterSignOut: '/'"]);
  }
  const problems = [...problemsWithClients(clients), ...problemsWithAccess(access, clients), ...problemsWithAge(maxAuthAge)];
  if (problems.length > 0) throw optionsError('createEndpoints', problems);
  const hasClients = clients.length > 0;
  const { issuer, freshness } = gemel.options;
  const { useOnce = createUseOnce(systemClock) } = options;
  const checkClient = createCheckClient(clients, { issuer, clockTolerance: freshness.clockTolerance, now: gemel.engineTime, useOnce });
  const checkReader = access === 'clients' ? checkClient : undefined;
  const waits = createSessionWaits();
  const routes: readonly Route[] = [
    { path: endpointPaths.metadata, isBeforeIssuerPath: true, methods: { GET: () => answerMetadata(gemel, clients) } },
    { path: endpointPaths.jwks, methods: { GET: (call) => answerJwks(gemel, call) } },
    { path: endpointPaths.feed, methods: { GET: (call) => answerFeed(gemel, checkReader, call) } },
    { path: endpointPaths.token, isOAuth: true, methods: { POST: (call) => answerToken(gemel, call) } },
    { path: endpointPaths.revoke, isOAuth: true, methods: { POST: (call) => answerRevoke(gemel, checkClient, call) } },
    ...(hasClients
      ? [
          {
            path: endpointPaths.introspect,
            isOAuth: true,
            methods: { POST: (call: EndpointCall) => answerIntrospect(gemel, checkClient, call) },
          },
        ]
      : []),
    { path: endpointPaths.session, methods: { GET: (call) => answerSession(gemel, waits, call) } },
    {
      path: endpointPaths.sessions,
      methods: { GET: (call) => answerSessionList(gemel, maxAuthAge, call), DELETE: (call) => answerSessionsEnd(gemel, maxAuthAge, call) },
    },
    { path: `${endpointPaths.sessions}/{sid}`, methods: { DELETE: (call) => answerSessionEnd(gemel, maxAuthAge, call) } },
    { path: endpointPaths.signOut, methods: { POST: (call) => answerSignOut(gemel, call, { afterSignOut, mustClearSiteData }) } },
  ];
  return createRouter(gemel, routes, options);
}

function problemsWithAge(maxAuthAge: unknown): readonly string[] {
  if (maxAuthAge === undefined || (typeof maxAuthAge === 'number' && maxAuthAge > 0)) return [];
  return ['sessions.maxAuthAge must be a number of seconds: write 300, or leave it out'];
}

function problemsWithAccess(access: unknown, clients: readonly Client[]): readonly string[] {
  if (access !== 'public' && access !== 'clients') return ["feed.access takes 'public' or 'clients'"];
  if (access === 'clients' && clients.length === 0)
    return ["feed.access is 'clients', but there are none: register some, or write 'public'"];
  return [];
}
