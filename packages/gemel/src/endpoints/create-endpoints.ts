/** The engine's own endpoints, as one table. */
import { endpointPaths, optionsError } from '@gemel/protocol';
import type { Gemel } from '../index.ts';
import { createRouter, type Endpoints, type RouterOptions } from './create-router.ts';
import type { EndpointCall, Route } from './endpoint.ts';
import { type Client, createCheckClient, problemsWithClients } from './clients.ts';
import { answerFeed } from './feed.ts';
import { answerIntrospect } from './introspect.ts';
import { answerJwks } from './jwks.ts';
import { answerMetadata } from './metadata.ts';
import { answerRevoke } from './revoke.ts';
import { answerSession } from './session.ts';
import { answerSessionEnd, answerSessionList, answerSessionsEnd } from './sessions.ts';
import { answerSignOut, type SignOutOptions } from './sign-out.ts';
import { answerToken } from './token.ts';

export interface EndpointsOptions extends RouterOptions, Partial<SignOutOptions> {
  /** Who may ask about tokens at `/oauth/introspect`; without any there is no such endpoint. */
  readonly clients?: readonly Client[];
}

/**
 * Builds the endpoints at the paths that every part of Gemel knows, below the issuer's URL.
 *
 * @throws GemelError `options_invalid`
 */
export function createEndpoints(gemel: Gemel, options: EndpointsOptions = {}): Endpoints {
  const { afterSignOut = '/', mustClearSiteData = false, clients = [] } = options;
  if (!/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(afterSignOut)) {
    throw optionsError('createEndpoints', ["afterSignOut must be a path of this site: write it like afterSignOut: '/'"]);
  }
  const problems = problemsWithClients(clients);
  if (problems.length > 0) throw optionsError('createEndpoints', problems);
  const hasClients = clients.length > 0;
  const checkClient = createCheckClient(clients);
  const routes: readonly Route[] = [
    { path: endpointPaths.metadata, isBeforeIssuerPath: true, methods: { GET: () => answerMetadata(gemel, hasClients) } },
    { path: endpointPaths.jwks, methods: { GET: (call) => answerJwks(gemel, call) } },
    { path: endpointPaths.feed, methods: { GET: (call) => answerFeed(gemel, call) } },
    { path: endpointPaths.token, methods: { POST: (call) => answerToken(gemel, call) } },
    { path: endpointPaths.revoke, methods: { POST: (call) => answerRevoke(gemel, call) } },
    ...(hasClients
      ? [{ path: endpointPaths.introspect, methods: { POST: (call: EndpointCall) => answerIntrospect(gemel, checkClient, call) } }]
      : []),
    { path: endpointPaths.session, methods: { GET: (call) => answerSession(gemel, call) } },
    {
      path: endpointPaths.sessions,
      methods: { GET: (call) => answerSessionList(gemel, call), DELETE: (call) => answerSessionsEnd(gemel, call) },
    },
    { path: `${endpointPaths.sessions}/{sid}`, methods: { DELETE: (call) => answerSessionEnd(gemel, call) } },
    { path: endpointPaths.signOut, methods: { POST: (call) => answerSignOut(gemel, call, { afterSignOut, mustClearSiteData }) } },
  ];
  return createRouter(gemel, routes, options);
}
