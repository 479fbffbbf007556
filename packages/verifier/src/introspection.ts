/** Asks the issuer about a token while the feed is silent, as a registered client; an answer counts no longer than a lease would. */
import { type Clock, GemelError, type Seconds } from '@gemel/protocol';
import { basicAuthorization, type ClientCredentials } from './client-credentials.ts';
import { type Fetch, fetchMembers } from './fetch-members.ts';
import { randomId } from './random-id.ts';
import type { JsonObject } from './strict-json.ts';
import type { VerifiedToken } from './verified-token.ts';

export interface IntrospectionParts extends ClientCredentials {
  /** Resolves to the address of the endpoint. */
  readonly address: () => string | Promise<string>;
  readonly fetch: Fetch;
  readonly clock: Clock;
  /** Seconds: the bound that holds for the view. */
  readonly maxStaleness: () => Seconds;
  /** Questions under way at once; beyond it a token is answered with a fault, so that a silent feed does not bury the issuer. */
  readonly concurrency?: number;
}

const maxBytes = 64 * 1024;

/**
 * Returns what decides on a verified token, given with its text. The issuer says how old its own view was after the question had arrived
 * (`gemel_view_age`), so a token is accepted until `sentAt - age + maxStaleness` and no later, by both clocks. Who presents the same
 * token meanwhile shares the question.
 *
 * @throws GemelError (from what it returns) `token_inactive`; `view_stale` where there was no answer that counts.
 * @see RFC 7662, section 2
 */
export function createIntrospection(
  parts: IntrospectionParts,
): <Token extends VerifiedToken>(token: Token, text: string) => Promise<Token> {
  const { address, fetch, clock, maxStaleness, concurrency = 32 } = parts;
  const authorization = basicAuthorization(parts);
  const underWay = new Map<string, Promise<void>>();

  async function ask({ claims }: VerifiedToken, text: string): Promise<void> {
    const sent = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    const nonce = randomId();
    const answer = await send(new URLSearchParams({ token: text, nonce })).catch((error: unknown) => {
      throw new GemelError('view_stale', error);
    });
    if (answer['nonce'] !== nonce) throw new GemelError('view_stale', 'the answer is one to another question');
    if (answer['active'] === false) throw new GemelError('token_inactive', { sid: claims.sid });
    const isAbout = answer['active'] === true && answer['jti'] === claims.jti && answer['sid'] === claims.sid;
    const age = answer['gemel_view_age'];
    if (!isAbout || typeof age !== 'number' || !(age >= 0)) throw new GemelError('view_stale', 'the answer is not one about this token');
    // A machine that slept meanwhile shows it on one of the clocks.
    const goneMs = Math.max(clock.monotonicMs() - sent.monotonicMs, clock.wallMs() - sent.wallMs);
    if (!(goneMs + age * 1000 < maxStaleness() * 1000)) throw new GemelError('view_stale', 'the answer is too old');
  }

  async function send(question: URLSearchParams): Promise<JsonObject> {
    const signal = AbortSignal.timeout(maxStaleness() * 1000);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', authorization };
    return fetchMembers(fetch, await address(), { maxBytes, signal, headers, body: question.toString() });
  }

  return async (token, text) => {
    const joined = underWay.get(text);
    if (joined === undefined && underWay.size >= concurrency) throw new GemelError('view_stale', 'too many questions under way');
    const asking = joined ?? ask(token, text).finally(() => underWay.delete(text));
    underWay.set(text, asking);
    await asking;
    return token;
  };
}
