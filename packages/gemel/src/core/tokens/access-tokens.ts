/** Access tokens as they are presented here: a bearer's, or one that is bound to a key and comes with a proof (RFC 9449). */
import { GemelError, type Seconds } from '@gemel/protocol';
import { createTokenVerifier, type Dpop, type PresentedTokens, type TokensWith, type TokenVerifierParts } from '@gemel/verifier';
import type { VerifiedCredential } from '../requests/authenticate.ts';
import type { RequestFacts, SessionPrincipal } from '../gemel.ts';

export interface AccessTokens extends PresentedTokens<SessionPrincipal> {
  /** Verifies a token whichever way it may be presented, for whoever lets nobody in by it. @throws GemelError (rejects) */
  verifyUnpresented(token: string): Promise<VerifiedCredential>;
}

/** @param now engine time. */
export function createAccessTokens(parts: TokenVerifierParts<SessionPrincipal>, dpop: Dpop, now: () => Seconds): AccessTokens {
  const tokensWith: TokensWith<SessionPrincipal> = (checkBinding) => createTokenVerifier({ ...parts, checkBinding });
  const either = tokensWith((claims) => (claims.cnf === undefined ? undefined : dpop.checkBinding(claims)));
  return { ...dpop.present(tokensWith, now), verifyUnpresented: async (token) => either.verify(token) };
}

/** Returns `Gemel.proofKeyOf`. */
export function createProofKeyOf(dpop: Dpop, now: () => Seconds): (request: RequestFacts) => Promise<string | undefined> {
  return async (request) => {
    if (request.header('dpop') === undefined) return undefined;
    try {
      return await dpop.prove(request, now());
    } catch (error) {
      throw error instanceof GemelError && error.code === 'proof_invalid' ? new GemelError('grant_proof_invalid', error.cause) : error;
    }
  };
}
