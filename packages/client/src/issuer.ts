/** Asks the issuer about the session, and tells what it said from what it did not say. */
import { type AccessTokenClaims, type Principal, principalFromClaims } from '@gemel/protocol';
import type { ResolvedClientOptions } from './client-options.ts';
import type { Moments } from './moments.ts';
import type { Answer } from './shared-answer.ts';
import type { SignedOutReason } from './session-state.ts';

/** What the issuer said: the body of its answer, or why it refuses. */
interface Said {
  readonly body: Readonly<Record<string, unknown>>;
  readonly refusal?: SignedOutReason | undefined;
}

export interface Issuer {
  /**
   * Calls a path with the cookie.
   *
   * @param alsoFine statuses that are answers as well.
   * @throws where there is neither an answer nor a refusal of the session: of that nothing follows for the session
   */
  call(path: string, init?: RequestInit, alsoFine?: readonly number[]): Promise<Said>;
  /** Asks whether the session stands. @throws as `call` */
  ask(): Promise<Answer>;
}

/** The only words that sign anybody out. */
const refusals: ReadonlyMap<unknown, SignedOutReason> = new Map([
  ['invalid_token', 'ended'],
  ['authentication_required', 'none'],
]);
const patienceMs = 10_000;

export function createIssuer({ baseUrl, mode, audience }: ResolvedClientOptions, moments: Moments): Issuer {
  const call: Issuer['call'] = async (path, init, alsoFine) => {
    const response = await fetch(baseUrl + path, {
      credentials: 'include',
      cache: 'no-store',
      signal: AbortSignal.timeout(patienceMs),
      ...init,
    });
    const said: unknown = response.status === 204 ? {} : await response.json();
    const body = Object(said) as Said['body']; // an object of whatever members
    if (response.ok || alsoFine?.includes(response.status)) return { body };
    const refusal = response.status === 401 ? refusals.get(body['code']) : undefined;
    if (refusal === undefined) throw new Error(`${path}: ${response.status} ${String(body['code'])}`);
    return { body, refusal };
  };

  const askByCookie = async (): Promise<Answer> => {
    const sentAt = moments.now();
    const { body, refusal } = await call('/auth/session');
    if (refusal !== undefined) return { sentAt, state: { status: 'signed-out', reason: refusal } };
    if (typeof body['sid'] !== 'string') throw new Error('no principal');
    return { sentAt, state: { status: 'signed-in', principal: body as unknown as Principal } }; // as the issuer spells it
  };

  const askForToken = async (): Promise<Answer> => {
    const sentAt = moments.now();
    const form = { grant_type: 'urn:gemel:session', ...(audience === undefined ? {} : { audience }) };
    const { body, refusal } = await call('/oauth/token', { method: 'POST', body: new URLSearchParams(form) });
    if (refusal !== undefined) return { sentAt, state: { status: 'signed-out', reason: refusal } };
    const text = String(body['access_token']);
    const principal = principalFromClaims(readClaims(text));
    return {
      sentAt,
      state: { status: 'signed-in', principal },
      token: { text, from: sentAt, until: sentAt + Number(body['expires_in']) * 1000 },
    };
  };

  return { call, ask: mode === 'cookie' ? askByCookie : askForToken };
}

/** Believes the issuer, from whom the token has just come: checking it is the API's part. */
function readClaims(token: string): AccessTokenClaims {
  const payload = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
  const bytes = Uint8Array.from(payload, (character) => character.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes)) as AccessTokenClaims; // as the issuer spells them
}
