/** Finds the endpoint of a request and turns whatever it throws into a problem. */
import { GemelError, toGemelError } from '@gemel/protocol';
import { proofChallenge } from '@gemel/verifier';
import { formatClearedCookie, type Gemel, type RequestFacts } from '../index.ts';
import { emptyAnswer, problemAnswer } from './answers.ts';
import { allowOrigin, preflightHeaders } from './cors.ts';
import type { Endpoint, EndpointContext, Route } from './endpoint.ts';

/** One method of one path, as a table lists it. */
export interface EndpointRow {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** With the issuer's path; `{…}` stands for one segment. */
  readonly path: string;
}

export interface Endpoints {
  /** What there is, so that a test can ask everything of every one. HEAD and OPTIONS are answered beside these. */
  readonly rows: readonly EndpointRow[];
  /** Whether a path (without the query, not decoded) is one of these; cheap, so that other requests pass by at no cost. */
  owns(path: string): boolean;
  /** Answers, or returns `undefined` where the path is none of these. Never rejects. */
  handle(request: Request, context?: EndpointContext): Promise<Response | undefined>;
}

export interface RouterOptions {
  /** Hears of every fault (never of a refusal); for the log. */
  readonly onFault?: (error: GemelError) => void;
}

/** Builds the endpoints of a table of routes, with the issuer's path before each. */
export function createRouter(gemel: Gemel, routes: readonly Route[], options: RouterOptions = {}): Endpoints {
  const base = new URL(gemel.options.issuer).pathname.replace(/\/$/, '');
  const pathOf = ({ path, isBeforeIssuerPath = false }: Route): string => (isBeforeIssuerPath ? path + base : base + path);
  const placeOf = (route: Route): string => pathOf(route).replace(/\{[^}]*\}$/, '');
  const table: ReadonlyMap<string, Route> = new Map(routes.map((route) => [placeOf(route), route]));
  const { allowedOrigins } = gemel.options.http;

  /** An exact path first; then the path up to its last segment, which a route with `/{…}` leaves open. */
  const find = (path: string): { readonly route: Route; readonly segment: string } | undefined => {
    const segment = path.slice(path.lastIndexOf('/') + 1);
    const exact = segment === '' ? undefined : table.get(path);
    if (exact !== undefined) return { route: exact, segment: '' };
    const open = segment === '' ? undefined : table.get(path.slice(0, path.length - segment.length));
    return open === undefined ? undefined : { route: open, segment };
  };

  const explain = (thrown: unknown, facts: RequestFacts, { isOAuth = false }: Route): Response => {
    const error = toGemelError(thrown);
    if (!error.isRefusal) options.onFault?.(error);
    return problemAnswer(
      error,
      {
        ...(isOAuth ? { 'content-type': 'application/json' } : {}),
        ...(error.code === 'session_cookie_duplicate' ? { 'set-cookie': formatClearedCookie(gemel.options.cookie) } : {}),
      },
      proofChallenge(gemel.proofs, error, facts.header('authorization')),
    );
  };

  const answer = async (request: Request, context: EndpointContext, route: Route, segment: string): Promise<Response> => {
    const methods = methodsOf(route);
    if (request.method === 'OPTIONS') return emptyAnswer(204, { allow: methods, ...preflightHeaders(request, methods) });
    const endpoint = endpointOf(route, request.method);
    if (endpoint === undefined) return problemAnswer(new GemelError('method_not_allowed'), { allow: methods });
    const facts: RequestFacts = { method: request.method, header: (name) => request.headers.get(name) ?? undefined, message: request };
    try {
      return await endpoint({ request, url: new URL(request.url), facts, segment, context });
    } catch (error) {
      return explain(error, facts, route);
    }
  };

  return {
    rows: routes.flatMap((route) => rowMethodsOf(route).map((method) => ({ method, path: pathOf(route) }))),
    owns: (path) => find(path) !== undefined,
    async handle(request, context = {}) {
      const found = find(new URL(request.url).pathname);
      if (found === undefined) return undefined;
      const response = await answer(request, context, found.route, found.segment);
      const answered = request.method === 'HEAD' ? new Response(null, response) : response;
      return allowOrigin(answered, request, allowedOrigins);
    },
  };
}

function endpointOf({ methods }: Route, method: string): Endpoint | undefined {
  if (method === 'GET' || method === 'HEAD') return methods.GET;
  if (method === 'POST') return methods.POST;
  return method === 'DELETE' ? methods.DELETE : undefined;
}

function rowMethodsOf({ methods }: Route): readonly EndpointRow['method'][] {
  return (['GET', 'POST', 'DELETE'] as const).filter((method) => methods[method] !== undefined);
}

function methodsOf({ methods }: Route): string {
  return [
    'OPTIONS',
    ...(methods.GET ? ['GET', 'HEAD'] : []),
    ...(methods.POST ? ['POST'] : []),
    ...(methods.DELETE ? ['DELETE'] : []),
  ].join(', ');
}
