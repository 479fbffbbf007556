/** What an endpoint is: one call in, one answer out; where it lies and which methods it takes stand in a route. */
import type { RequestFacts } from '../index.ts';

/** What the transport knows beyond the request itself. */
export interface EndpointContext {
  /** The transport's peer, from which the client's address is read. */
  readonly remoteAddress?: string | undefined;
}

export interface EndpointCall {
  readonly request: Request;
  readonly url: URL;
  /** The same request as `authenticate` takes it. */
  readonly facts: RequestFacts;
  /** The last segment of the path, where the route ends in `/{…}`; not decoded. */
  readonly segment: string;
  readonly context: EndpointContext;
}

/** Answers one call; what it throws becomes a problem. */
export type Endpoint = (call: EndpointCall) => Promise<Response>;

/** Where endpoints lie, below the issuer's path. A HEAD is answered like a GET, without the body. */
export interface Route {
  /** Exact; or with `/{…}` at its end, for any one segment more. */
  readonly path: string;
  /** True: the issuer's path stands behind this one, as RFC 8414 has it, and not before. */
  readonly isBeforeIssuerPath?: boolean;
  /** True: problems are called `application/json`, as clients of OAuth read no others. RFC 6749, section 5.2 */
  readonly isOAuth?: boolean;
  readonly methods: { readonly GET?: Endpoint; readonly POST?: Endpoint; readonly DELETE?: Endpoint };
}
