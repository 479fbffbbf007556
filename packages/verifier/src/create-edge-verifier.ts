/** The verifier where nothing runs between requests: it reads keys and feed when a token is presented and they are due, never in the background. */
import { type AccessTokenClaims, GemelError, type Principal, principalFromClaims, type Seconds } from '@gemel/protocol';
import { checkRequirement, type Requirement } from './check-requirement.ts';
import type { CommonOptions } from './common-options.ts';
import { createCatchUp } from './create-catch-up.ts';
import type { VerifierRuntime } from './create-verifier.ts';
import { createView } from './create-view.ts';
import type { ProofTerms, ProvenRequest, TokensWith } from './dpop/dpop.ts';
import { createDiscovery } from './discovery.ts';
import { resolveEdgeOptions } from './edge-options.ts';
import { feedAt } from './http-feed.ts';
import { keysAt } from './remote-keys.ts';
import { systemClock, systemFetch } from './system-runtime.ts';
import { createTokenVerifier } from './token-verifier.ts';
import type { VerifiedToken } from './verified-token.ts';

/** As of `createVerifier`, but nothing is at once, and nothing has to be closed. */
export interface EdgeVerifier {
  /** Resolves to the claims of a token that passes every stage, revocation included. @throws GemelError (rejects) */
  verify(token: string, request?: ProvenRequest): Promise<AccessTokenClaims>;
  /** Resolves to the principal of such a token that meets the requirement as well; for guards. @throws GemelError (rejects) */
  authorize(token: string, requirement?: Requirement, request?: ProvenRequest): Promise<Principal>;
  /** What proofs of possession are taken; undefined where none are. */
  readonly proofs: ProofTerms | undefined;
}

/**
 * Creates a verifier that fetches nothing until a token is presented, so that it can be made outside of requests. Where its view of the feed
 * is not fresh then, it reads the feed once for all who wait; a revocation is heard within `freshness.maxStaleness`, as everywhere.
 *
 * @throws GemelError `options_invalid`
 * @example
 * const verifier = createEdgeVerifier({ issuer: 'https://app.example', audience: 'https://orders.example' });
 * export default {
 *   async fetch(request) {
 *     const principal = await verifier.authorize(readBearerToken(request.headers.get('authorization') ?? ''), { permission: 'orders:read' });
 *     return Response.json({ of: principal.subject });
 *   },
 * };
 */
export function createEdgeVerifier(
  options: CommonOptions,
  { clock, fetch }: Pick<VerifierRuntime, 'clock' | 'fetch'> = { clock: systemClock, fetch: systemFetch },
): EdgeVerifier {
  const settings = resolveEdgeOptions(options);
  const { issuer, client, dpop, maxStaleness, onFault } = settings;
  const discover = createDiscovery(issuer, fetch, clock);
  const view = createView({ clock, maxStaleness });
  const catchUp = createCatchUp({ feed: feedAt(() => discover('gemel_feed_uri'), { client, fetch }), view, clock });
  const keys = keysAt(() => discover('jwks_uri'), { clock, fetch });
  const engineTime = (): Seconds => view.engineTimeAt(clock.monotonicMs());
  const tokensWith: TokensWith = (checkBinding) =>
    createTokenVerifier({
      ...settings,
      checkBinding,
      keys,
      view,
      clock,
      principalFrom: principalFromClaims,
      whenStale() {
        throw new GemelError('view_stale');
      },
    });
  const tokens = dpop ? dpop.present(tokensWith, engineTime) : tokensWith();

  async function verified(token: string, request: ProvenRequest | undefined): Promise<VerifiedToken> {
    await catchUp()?.catch(onFault);
    return tokens.verify(token, request);
  }

  return {
    verify: async (token, request) => (await verified(token, request)).claims,
    async authorize(token, requirement = {}, request?: ProvenRequest) {
      const { principal } = await verified(token, request);
      checkRequirement(principal, requirement, engineTime(), dpop && request);
      return principal;
    },
    proofs: dpop,
  };
}
