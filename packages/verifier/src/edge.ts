/** `@gemel/verifier/edge`: for workers, in which nothing runs between requests. */
export type { CommonFreshness, CommonOptions } from './common-options.ts';
export type { ClientCredentials } from './client-credentials.ts';
export { createEdgeVerifier, type EdgeVerifier } from './create-edge-verifier.ts';
export type { BoundToken, Dpop, PresentedTokens, ProofTerms, ProvenRequest, RequestTarget, TokensWith } from './dpop/dpop.ts';
export type { Requirement } from './check-requirement.ts';
export {
  type AccessTokenClaims,
  type ErrorCode,
  GemelError,
  type Principal,
  isDpopScheme,
  readBearerToken,
  readDpopToken,
} from '@gemel/protocol';
