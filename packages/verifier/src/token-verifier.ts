/** The hot path: an access token through the five stages, or through those that can change where it was seen before. */
import { type AccessTokenClaims, type Clock, GemelError, type Principal } from '@gemel/protocol';
import { createTextDecoder } from '#signature';
import { checkClaims, checkTime, type Expectations } from './check-claims.ts';
import { checkRevocation } from './check-revocation.ts';
import { checkSignature } from './check-signature.ts';
import type { KeySource } from './key-source.ts';
import { parseClaims } from './parse-claims.ts';
import { type ParsedToken, parseToken, type TokenHeader } from './parse-token.ts';
import { selectKey } from './select-key.ts';
import { createTokenCache } from './token-cache.ts';
import type { VerificationKey } from './verification-key.ts';
import { createVerifiedToken, type VerifiedToken } from './verified-token.ts';
import type { View } from './view.ts';

export interface TokenVerifierParts<Whom extends Principal = Principal> extends Expectations {
  /** Allowed ones, by `alg`. */
  readonly algorithms: readonly string[];
  readonly keys: KeySource;
  readonly view: View;
  readonly clock: Clock;
  /** Verified tokens held in memory; 0 for none. */
  readonly cacheSize: number;
  readonly maxTokenBytes: number;
  /** Decides where every stage has passed and the view is not fresh: throws, asks, or returns the token. */
  whenStale(token: VerifiedToken<Whom>, text: string): VerifiedToken<Whom> | Promise<VerifiedToken<Whom>>;
  /** Judges what claims say of a key that the token is bound to; left out, a token that is bound to one is refused. */
  readonly checkBinding?: ((claims: AccessTokenClaims) => void) | undefined;
  /** Makes the principal of claims, when it is first asked for and once per token: `principalFromClaims`, where they alone say it. */
  readonly principalFrom: (claims: AccessTokenClaims) => Whom;
}

export interface TokenVerifier<Whom extends Principal = Principal> {
  /**
   * Verifies one access token. Answers without a promise where nothing has to be fetched, asked, or left to WebCrypto.
   *
   * @throws GemelError `token_*` and `session_revoked` are refusals; `keys_unavailable` and what `whenStale` throws are faults.
   */
  verify(token: string): VerifiedToken<Whom> | Promise<VerifiedToken<Whom>>;
}

/** Headers that are known by their text, the newest first: one per key, in practice. */
const mostKnownHeaders = 8;

export function createTokenVerifier<Whom extends Principal = Principal>(parts: TokenVerifierParts<Whom>): TokenVerifier<Whom> {
  const { algorithms, keys, view, clock, maxTokenBytes, principalFrom, checkBinding = refuseBinding } = parts;
  const cache = createTokenCache<VerifiedToken<Whom>>(parts.cacheSize);
  const decodeText = createTextDecoder();
  let knownHeaders: readonly TokenHeader[] = [];

  function verify(token: string): VerifiedToken<Whom> | Promise<VerifiedToken<Whom>> {
    const seen = cache.find(token);
    if (seen !== undefined && keys.find(seen.kid) !== undefined) return judge(seen, token);
    const parsed = parseToken(token, maxTokenBytes, knownHeaders, decodeText);
    const key = selectKey(parsed.header, algorithms, keys, view);
    return key === undefined ? lookAgain(token, parsed) : verifyWith(key, token, parsed);
  }

  function verifyWith(key: VerificationKey, token: string, parsed: ParsedToken): VerifiedToken<Whom> | Promise<VerifiedToken<Whom>> {
    const pending = checkSignature(parsed, key);
    return pending === undefined ? believe(token, parsed) : pending.then(() => believe(token, parsed));
  }

  function believe(token: string, parsed: ParsedToken): VerifiedToken<Whom> | Promise<VerifiedToken<Whom>> {
    const verified = createVerifiedToken(parseClaims(parsed.payload), parsed.header.kid, principalFrom);
    checkClaims(verified.claims, parts);
    checkBinding(verified.claims);
    const judged = judge(verified, token);
    cache.add(token, verified);
    learnHeader(parsed.header);
    return judged;
  }

  /** All that time and the feed can change. */
  function judge(verified: VerifiedToken<Whom>, text: string): VerifiedToken<Whom> | Promise<VerifiedToken<Whom>> {
    const monotonicMs = judgeHeard(verified);
    const { sid, act } = verified.claims;
    // Where the log has partitions, a session and the one that it came of may lie in two.
    if (view.isFreshAt(monotonicMs, sid) && (!act || view.isFreshAt(monotonicMs, act.sid))) return verified;
    const answer = parts.whenStale(verified, text);
    // While somebody is being asked time passes, and this view may hear what is later than the answer.
    return answer instanceof Promise ? answer.finally(() => judgeHeard(verified)) : answer;
  }

  /** Judges by what this view knows at this moment, however old that is; returns the moment. */
  function judgeHeard(verified: VerifiedToken<Whom>): number {
    const monotonicMs = clock.monotonicMs();
    judgeTime(verified.claims, monotonicMs);
    checkRevocation(verified, view);
    return monotonicMs;
  }

  /** A machine that slept, or whose wall clock was stepped, does not know the time: what one of its clocks would let in is not refused for good. */
  function judgeTime(claims: AccessTokenClaims, monotonicMs: number): void {
    try {
      checkTime(claims, view.engineTimeAt(monotonicMs), parts, view.tokenHorizon);
    } catch (refusal) {
      const byWall = view.engineTimeByWall;
      if (byWall !== undefined) checkTime(claims, byWall, parts, view.tokenHorizon); // refuses by itself where it agrees
      throw new GemelError('view_stale', refusal);
    }
  }

  function lookAgain(token: string, parsed: ParsedToken): Promise<VerifiedToken<Whom>> {
    const unknown = new GemelError('token_key_unknown', { kid: parsed.header.kid });
    const looking = keys.refresh(parsed.header.kid);
    if (looking === undefined) throw unknown;
    return looking.then(() => {
      const key = selectKey(parsed.header, algorithms, keys, view);
      if (key === undefined) throw unknown;
      return verifyWith(key, token, parsed);
    });
  }

  /** Only of tokens whose signature held, so nobody else can fill it. */
  function learnHeader(header: TokenHeader): void {
    if (!knownHeaders.includes(header)) knownHeaders = [header, ...knownHeaders].slice(0, mostKnownHeaders);
  }

  return { verify };
}

/** A bearer proves nothing. RFC 9449, section 7.1 */
function refuseBinding({ cnf, sid }: AccessTokenClaims): void {
  if (cnf !== undefined) throw new GemelError('token_bound', { claim: 'cnf', sid });
}
