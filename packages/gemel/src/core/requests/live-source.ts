/** The source of live connections at a node of the engine: either credential, judged again by the rules for requests. */
import { type AccessTokenClaims, GemelError, isDpopScheme, parseSessionToken, readBearerToken, readDpopToken } from '@gemel/protocol';
import type { Judged, LiveSource, View } from '@gemel/verifier';
import type { HeldSession, SessionTokenChecker } from '../cache/check-session-token.ts';
import type { AuthenticationResult, Gemel, RequestFacts, SessionPrincipal } from '../gemel.ts';
import type { Runtime } from '../ports/runtime.ts';
import { expiresAt } from '../sessions/check-record.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import { readSessionCookie } from './read-session-cookie.ts';

export interface LiveSourceParts extends Pick<LiveSource, 'view' | 'onStale'> {
  readonly runtime: Pick<Runtime, 'clock' | 'sleep'>;
  readonly view: View;
  readonly cookieName: string;
  readonly authenticate: Gemel['authenticate'];
  /** Over a view that ends its trust a little earlier, where the store is asked then. */
  readonly sessionTokens: Pick<SessionTokenChecker, 'recall' | 'check'>;
  /** As those; of a token that is bound to a key the proof has been judged when the connection was opened, and holds once. */
  readonly accessTokens: Pick<AccessTokens, 'verify' | 'bound'>;
  /** Seconds: the bound under which this node is registered. */
  readonly bound: () => number;
}

type Judge = () => Judged<SessionPrincipal> | Promise<Judged<SessionPrincipal>>;

/** A connection is no activity of anybody: it does not put off the inactivity timeout. */
export function createLiveSource(parts: LiveSourceParts): LiveSource<SessionPrincipal> {
  const { view, onStale, cookieName, sessionTokens, accessTokens } = parts;
  const { clock, sleep } = parts.runtime;

  /** Whatever is asked is asked after this. */
  const beginProof = (): Judged['proof'] => ({
    sending: { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() },
    lengthMs: parts.bound() * 1000,
  });

  const judgeCookie = (text: string): Judge => {
    const token = parseSessionToken(text);
    if (token === undefined) throw new GemelError('session_token_malformed');
    return () => {
      const proof = beginProof();
      const judged = ({ record, accepted }: HeldSession): Judged<SessionPrincipal> => ({
        principal: principalOf(accepted),
        expiresAt: expiresAt(record),
        isSenderConstrained: true, // as far as tokens are
        proof,
      });
      const held = sessionTokens.recall(text, true);
      return held === undefined ? sessionTokens.check(token, true).then(judged) : judged(held);
    };
  };

  const judgeToken = (token: string, tokens: Pick<AccessTokens, 'verify'>): Judge => {
    return () => {
      const proof = beginProof();
      const judged = ({ principal, claims }: { principal: SessionPrincipal; claims: AccessTokenClaims }): Judged<SessionPrincipal> => ({
        principal,
        expiresAt: claims.exp,
        isSenderConstrained: claims.cnf !== undefined, // which is bound only where a proof has come
        proof,
      });
      const verified = tokens.verify(token);
      return verified instanceof Promise ? verified.then(judged) : judged(verified);
    };
  };

  const judgeOf = (authorization: string | undefined, cookie: string | undefined): Judge => {
    if (authorization === undefined) return judgeCookie(String(readSessionCookie(cookie, cookieName)));
    if (isDpopScheme(authorization)) return judgeToken(readDpopToken(authorization), accessTokens.bound ?? accessTokens);
    return judgeToken(readBearerToken(authorization), accessTokens);
  };

  return {
    view,
    clock,
    sleep: (ms, signal) => sleep(ms, signal),
    onStale,
    async present(request) {
      const principal = principalOf(await parts.authenticate(unattended(request)));
      return { principal, judge: judgeOf(request.header('authorization'), request.header('cookie')) };
    },
  };
}

/** @throws GemelError where nobody was let in */
function principalOf(result: AuthenticationResult): SessionPrincipal {
  if (result.status === 'authenticated') return result.principal;
  throw result.status === 'refused' ? result.error : new GemelError('authentication_required');
}

function unattended(request: RequestFacts): RequestFacts {
  return { method: request.method, header: (name) => request.header(name), message: request.message, isUnattended: true };
}
