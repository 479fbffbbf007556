/** The source of live connections at a service that only verifies: access tokens, judged by the verifier's own rules. */
import { GemelError, isDpopScheme, readBearerToken, readDpopToken } from '@gemel/protocol';
import type { Verifier } from '../create-verifier.ts';
import type { VerifiedToken } from '../verified-token.ts';
import { createCautiousView, type Judged, type LiveSource, now, proofLengthOf } from './live-source.ts';

export function createVerifierSource({ parts }: Pick<Verifier, 'parts'>): LiveSource {
  const { view, clock, sleep, onStale, tokensOver } = parts;
  // A token is judged seldom here: what requests remember of theirs is left alone.
  const tokens = tokensOver(onStale === 'ask' ? createCautiousView(view) : view, 0);

  /** Whoever was asked knew it no longer ago, as of the answer, than the shorter bound. */
  const judgedBy = ({ principal, claims }: VerifiedToken): Judged => ({
    principal,
    expiresAt: claims.exp,
    isSenderConstrained: claims.cnf !== undefined, // which is bound only where a proof has come
    proof: { sending: now(clock), lengthMs: proofLengthOf(view) },
  });

  return {
    view,
    clock,
    sleep,
    onStale,
    async present(request) {
      const authorization = request.header('authorization');
      if (authorization === undefined) throw new GemelError('authentication_required');
      const isProven = isDpopScheme(authorization);
      const token = isProven ? readDpopToken(authorization) : readBearerToken(authorization);
      const { principal } = await tokens.verify(token, isProven ? request : undefined);
      // The proof is of the request that opened the connection, and holds once.
      const again = (isProven ? tokens.bound : undefined) ?? tokens;
      return {
        principal,
        judge() {
          const verified = again.verify(token);
          return verified instanceof Promise ? verified.then(judgedBy) : judgedBy(verified);
        },
      };
    },
  };
}
