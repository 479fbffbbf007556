/** Checks access tokens in this process, revocation included; what a service needs that only verifies, and what the engine itself verifies with. */
export type { Algorithm, AlgorithmOf, KeyAllowances, PublicKeyAlgorithm, SecretAlgorithm } from './algorithm.ts';
export { answerFeed, type AnswerFeedOptions } from './answer-feed.ts';
export { algorithms } from './algorithm.ts';
export { checkRequirement, parseRequirement, type Requirement } from './check-requirement.ts';
export { createVerifier, type Verifier, type VerifierRuntime, type VerifierStatus } from './create-verifier.ts';
export { createView, type ViewParts } from './create-view.ts';
export type { Fetch, FetchInit } from './fetch-text.ts';
export { type FeedFollower, followFeed, type FollowFeedParts } from './follow-feed.ts';
export { createHttpFeed, type HttpFeedOptions } from './http-feed.ts';
export { importVerificationKey } from './import-verification-key.ts';
export { createKeySet, type KeySource } from './key-source.ts';
export { createReaderBook, type ReaderBook, STALE_ACCEPTANCE_COUNTS_FOR } from './reader-book.ts';
export { createReceiptGatherer, type ReceiptGatherer } from './receipt-gatherer.ts';
export { createRelay, type RelayParts } from './create-relay.ts';
export { createRelayFeed, type RelayFeedParts } from './relay-feed.ts';
export { createRemoteKeys, type RemoteKeys, type RemoteKeysOptions } from './remote-keys.ts';
export { systemClock, systemSleep } from './system-runtime.ts';
export { tellReceipts } from './tell-receipts.ts';
export { createTokenVerifier, type TokenVerifier, type TokenVerifierParts } from './token-verifier.ts';
export type { JsonObject } from './strict-json.ts';
export type { KeyMaterial, SignatureCheck, SymmetricKeyMaterial, VerificationKey } from './verification-key.ts';
export type { VerifiedToken } from './verified-token.ts';
export { type JwsOptions, type VerifiedJws, verifyCompactJws } from './verify-compact-jws.ts';
export {
  type AskIssuer,
  type AskWhenStale,
  type FeedAddress,
  type KeysAddress,
  verifierDefaults,
  type VerifierOptions,
} from './verifier-options.ts';
export type { Sending, View, ViewStatus } from './view.ts';
export { type AccessTokenClaims, type ErrorCode, GemelError, type Principal, principalFromClaims } from '@gemel/protocol';
