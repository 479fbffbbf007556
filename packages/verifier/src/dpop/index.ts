/** `@gemel/verifier/dpop`: for services that take tokens bound to a key. */
export { createDpop, type DpopOptions } from './create-dpop.ts';
export type { BoundToken, Dpop, PresentedTokens, ProofTerms, ProvenRequest, RequestTarget, TokensWith } from './dpop.ts';
