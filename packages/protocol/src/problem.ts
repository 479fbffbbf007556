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

/** The authentication that is asked for. */
export interface StepUpChallenge {
  /** Seconds. */
  readonly maxAuthAge?: number;
  readonly acr?: string;
  /** Where a proof of possession is asked for: the `alg`s that one may have. */
  readonly proofAlgorithms?: readonly string[];
}

const coarseTitle: Readonly<Record<string, string>> = {
  invalid_token: 'The credential is not valid.',
  invalid_grant: 'The grant is not valid.',
};

/**
 * Returns status, headers and body for an error. A coarse code shows as its OAuth value, so that whoever
 * presents a bad credential does not learn what is bad about it; of `cause` nothing shows but the authentication that is asked for, and
 * when to come again.
 *
 * @see RFC 6750, section 3 (challenge); RFC 9449, section 7.1 (proofs); RFC 9470, section 3 (step-up challenge)
 */
export function problemFrom(error: GemelError, challenge: StepUpChallenge = {}): Problem {
  const { status, error: oauthError, summary, coarse } = errorTable[error.code];
  const code = coarse ? oauthError : error.code;
  const title = coarse ? (coarseTitle[oauthError] ?? summary) : summary;
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (status === 401 || isAboutTheToken(error))
    headers['www-authenticate'] = challengeText(oauthError, { ...challengeOf(error), ...challenge });
  if (status === 503 || status === 429) headers['retry-after'] = String(retryAfterOf(error));
  return { status, headers, body: { type: `urn:gemel:error:${code}`, title, status, code, error: oauthError, error_description: title } };
}

/** Whole seconds after which it is worth coming again: what a limit said, or else a moment. RFC 9110, section 10.2.3 */
function retryAfterOf({ cause }: GemelError): number {
  const retryAfter: unknown = typeof cause === 'object' && cause !== null ? Reflect.get(cause, 'retryAfter') : undefined;
  return typeof retryAfter === 'number' && retryAfter > 1 && Number.isFinite(retryAfter) ? Math.ceil(retryAfter) : 1;
}

/** What a refusal says by itself of the authentication that it asks for. */
function challengeOf({ code, cause }: GemelError): StepUpChallenge {
  if (errorTable[code].error !== 'insufficient_user_authentication' || typeof cause !== 'object' || cause === null) return {};
  const maxAuthAge: unknown = Reflect.get(cause, 'maxAuthAge');
  const acr: unknown = Reflect.get(cause, 'acr');
  return { ...(typeof maxAuthAge === 'number' ? { maxAuthAge } : {}), ...(typeof acr === 'string' ? { acr } : {}) };
}

/** Whether a refusal of a token says that it is presented the wrong way, so that a proof is to be asked for. */
export function isAboutProof({ code }: GemelError): boolean {
  return code === 'token_bound' || code === 'token_unbound' || code === 'proof_invalid';
}

/** Refusals that are none of 401 and about the token all the same: what was presented is no token, or is not enough. */
function isAboutTheToken({ code }: GemelError): boolean {
  return code === 'authorization_malformed' || errorTable[code].error === 'insufficient_scope';
}

/** A scheme is never alone: where there is no error to tell, the realm is told. RFC 6750, section 3 */
function challengeText(oauthError: string, { maxAuthAge, acr, proofAlgorithms }: StepUpChallenge): string {
  if (oauthError === 'invalid_client') return 'Basic realm="gemel"'; // RFC 6749, section 5.2
  const scheme = proofAlgorithms === undefined ? 'Bearer' : 'DPoP';
  const parts = oauthError === 'unauthorized' || oauthError === 'access_denied' ? ['realm="gemel"'] : [`error="${oauthError}"`];
  if (oauthError === 'insufficient_user_authentication') {
    if (acr !== undefined) parts.push(`acr_values="${acr}"`);
    if (maxAuthAge !== undefined) parts.push(`max_age="${maxAuthAge}"`);
  }
  if (proofAlgorithms !== undefined) parts.push(`algs="${proofAlgorithms.join(' ')}"`);
  return `${scheme} ${parts.join(', ')}`;
}
