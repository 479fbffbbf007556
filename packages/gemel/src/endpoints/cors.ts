/** Lets pages of the allowed origins read the answers; off until an origin is listed. */

/**
 * Returns the answer with the CORS headers that an allowed origin needs, and with `Vary` wherever the answer may differ by origin.
 * Changes nothing where no origin is allowed.
 *
 * @see Fetch, section 3.3 (CORS protocol)
 */
export function allowOrigin(response: Response, request: Request, allowedOrigins: readonly string[]): Response {
  if (allowedOrigins.length === 0) return response;
  const allowed = new Response(response.body, response); // an answer's own headers may be immutable
  allowed.headers.append('vary', 'Origin');
  const origin = request.headers.get('origin');
  if (origin === null || !allowedOrigins.includes(origin)) return allowed;
  allowed.headers.set('access-control-allow-origin', origin);
  allowed.headers.set('access-control-allow-credentials', 'true');
  allowed.headers.set('access-control-expose-headers', 'Retry-After, WWW-Authenticate');
  return allowed;
}

/** What a preflight is told, from an allowed origin as from any other: only the headers of `allowOrigin` make the difference. */
export function preflightHeaders(request: Request, methods: string): Readonly<Record<string, string>> {
  if (!request.headers.has('access-control-request-method')) return {};
  return {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': 'authorization, content-type, dpop',
    'access-control-max-age': '600',
  };
}
