/** How an error is told outside: problem+json (RFC 9457) with the headers that go with it. */
import { errorTable } from './error-table.ts';
import type { GemelError } from './gemel-error.ts';

export interface Problem {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

/** RFC 9457, plus `code` (ours) and `error`, `error_description` (RFC 6749, 5.2). */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly error: string;
  readonly error_description: string;
}

const coarseTitle: Readonly<Record<string, string>> = {
  invalid_token: 'The credential is not valid.',
  invalid_grant: 'The grant is not valid.',
};

/**
 * Returns status, headers and body for an error. A coarse code shows as its OAuth value, so that whoever
 * presents a bad credential does not learn what is bad about it; `cause` never shows.
 *
 * @see RFC 6750, section 3 (challenge); RFC 9470, section 3 (step-up challenge)
 */
export function problemFrom(error: GemelError, challenge: { readonly maxAuthAge?: number; readonly acr?: string } = {}): Problem {
  const { status, error: oauthError, summary, coarse } = errorTable[error.code];
  const code = coarse ? oauthError : error.code;
  const title = coarse ? (coarseTitle[oauthError] ?? summary) : summary;
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (status === 401 || isAboutTheToken(error)) headers['www-authenticate'] = bearerChallenge(oauthError, challenge);
  if (status === 503 || status === 429) headers['retry-after'] = '1';
  return { status, headers, body: { type: `urn:gemel:error:${code}`, title, status, code, error: oauthError, error_description: title } };
}

/** Refusals that are none of 401 and about the token all the same: what was presented is no token, or is not enough. */
function isAboutTheToken({ code }: GemelError): boolean {
  return code === 'authorization_malformed' || errorTable[code].error === 'insufficient_scope';
}

/** A scheme is never alone: where there is no error to tell, the realm is told. RFC 6750, section 3 */
function bearerChallenge(oauthError: string, { maxAuthAge, acr }: { readonly maxAuthAge?: number; readonly acr?: string }): string {
  if (oauthError === 'unauthorized' || oauthError === 'access_denied') return 'Bearer realm="gemel"';
  if (oauthError === 'invalid_client') return 'Basic realm="gemel"'; // RFC 6749, section 5.2
  const parts = [`error="${oauthError}"`];
  if (oauthError === 'insufficient_user_authentication') {
    if (acr !== undefined) parts.push(`acr_values="${acr}"`);
    if (maxAuthAge !== undefined) parts.push(`max_age="${maxAuthAge}"`);
  }
  return `Bearer ${parts.join(', ')}`;
}
