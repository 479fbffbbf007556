/** What the verifier would still refuse a token for if its signature held. Nobody's signature is checked here, so an answer of nothing proves nothing. */
import { type Clock, GemelError } from '@gemel/protocol';
import { algorithms, createTokenVerifier, type KeySource, principalFromClaims, verifierDefaults } from '@gemel/verifier';
import type { JsonObject } from './decode-token.ts';
import { createViewWithoutFeed } from './view-without-feed.ts';

/** What a token says of itself, by which it is then judged. */
export interface SelfDescription {
  readonly header: JsonObject;
  readonly payload: JsonObject;
}

/**
 * Resolves to the verifier's refusal, or to undefined where only signature, issuer, audience and revocation are left to be judged. It gives out
 * no claims, so that nothing can be done with a token that was not verified.
 */
export async function judgeAsIfSigned(text: string, { header, payload }: SelfDescription, clock: Clock): Promise<GemelError | undefined> {
  const algorithm = String(header['alg']);
  const keys: KeySource = { find: (kid) => ({ kid, algorithm, holds: () => true }), refresh: () => undefined };
  const verifier = createTokenVerifier({
    issuer: String(payload['iss']),
    audiences: [payload['aud']].flat().map(String),
    algorithms: [...algorithms.keys()],
    keys,
    view: createViewWithoutFeed(clock),
    clock,
    clockTolerance: verifierDefaults.freshness.clockTolerance,
    cacheSize: 0,
    maxTokenBytes: verifierDefaults.maxTokenBytes,
    principalFrom: principalFromClaims,
    whenStale: (token) => token,
  });
  try {
    await verifier.verify(text);
    return undefined;
  } catch (error) {
    if (error instanceof GemelError) return error;
    throw error;
  }
}
