/** What guards read and write of node:http, by its shape alone, so that this package needs neither Node.js nor its types. */
import type { Problem } from '@gemel/protocol';
import type { RequestTarget } from '../dpop/dpop.ts';
import type { GuardedFacts } from './guard.ts';

/** Fits `IncomingMessage`, and the requests of the frameworks that stand on it. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly rawHeaders: readonly string[];
  readonly url?: string | undefined;
  /** Where Express keeps `url` as it came. */
  readonly originalUrl?: string | undefined;
  /** Where a guard puts it. */
  principal?: unknown;
}

/** Fits `ServerResponse`. */
export interface NodeResponse {
  readonly headersSent: boolean;
  statusCode: number;
  setHeader(name: string, value: string): unknown;
  appendHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/**
 * Reads what a guard needs straight from node:http, since building a `Request` would cost more than the check itself.
 *
 * @param message what knows the target as it came, where a framework has changed that of `req`.
 */
export function factsOf(req: NodeRequest, message: RequestTarget = req): GuardedFacts {
  const { headers } = req;
  return {
    method: req.method ?? '',
    header: (name) => {
      const value = headers[name];
      if (name === 'authorization' && value !== undefined) return everyAuthorization(req);
      return typeof value === 'string' ? value : undefined;
    },
    message,
  };
}

/** node:http keeps the first of several `Authorization` headers and drops the rest; another server before us may have read the last. */
function everyAuthorization({ rawHeaders }: NodeRequest): string {
  let joined: string | undefined;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? '';
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue;
    const value = rawHeaders[index + 1] ?? '';
    joined = joined === undefined ? value : `${joined}, ${value}`;
  }
  return joined ?? '';
}

/** Answers with a problem; a cookie that is cleared joins those that are set already. */
export function answerProblem(res: NodeResponse, { status, headers, body }: Problem): void {
  for (const [name, value] of Object.entries(headers)) {
    if (name === 'set-cookie') res.appendHeader(name, value);
    else res.setHeader(name, value);
  }
  res.statusCode = status;
  res.end(JSON.stringify(body));
}
