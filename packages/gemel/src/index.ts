/** Sessions and JWTs from one record, revocable together. */
import type { JsonValue } from '@gemel/protocol';
import { createEngine } from './core/engine.ts';
import type { Gemel } from './core/gemel.ts';
import type { GemelOptions } from './core/options/options.ts';
import { createNodeRuntime } from './runtime/node-runtime.ts';

/**
 * Starts an engine on Node.js.
 *
 * @throws GemelError `options_invalid` (every wrong option at once), `secret_mismatch`, `store_unavailable`
 */
export function createGemel<Data extends JsonValue = JsonValue>(options: GemelOptions): Promise<Gemel<Data>> {
  return createEngine<Data>(options, createNodeRuntime());
}

export type { ClaimsHook } from './core/sessions/claims-hook.ts';
export { readClientAddress, parseAddressRange, type AddressRange } from './core/requests/client-address.ts';
export { checkRequestOrigin } from './core/requests/check-request-origin.ts';
export { formatClearedCookie, formatSessionCookie } from './core/requests/format-session-cookie.ts';
export type {
  AuthenticationResult,
  Gemel,
  GemelEvents,
  GemelHealth,
  Impersonate,
  IssuedTokens,
  ListAllSessions,
  RequestFacts,
  Session,
  SessionData,
  SessionMode,
  SessionPage,
  SessionPrincipal,
  StartedSession,
  StartSession,
  TokenRequest,
} from './core/gemel.ts';
export { type NodeStanding, nodeStanding } from './core/fleet/node-standing.ts';
export type { NodeReceipt, OnReceipts, Reach } from './core/fleet/reach.ts';
export type { Revoked, RevokedEveryone, RevokeEveryoneOptions, RevokeOptions } from './core/sessions/revoked.ts';
export type { GemelStats } from './core/stats.ts';
export { defaults, type GemelOptions, type ResolvedOptions } from './core/options/options.ts';
export { type SigningAlgorithm, signingAlgorithms } from './core/options/signing-algorithm.ts';
export type { FleetFacts, FleetNode, FleetStore, NodeReport, RegisteredNode } from './core/ports/fleet-store.ts';
export type { KeyStore, StoredKey } from './core/ports/key-store.ts';
export type {
  Change,
  EndSessions,
  EndSubject,
  Inserted,
  ListSessions,
  LogPage,
  RecordPage,
  SessionStore,
  Touch,
} from './core/ports/session-store.ts';
export type { Committed, Found, Stamped } from './core/ports/stamped.ts';
export { whoActs } from './core/requests/who-acts.ts';
export { DUPLICATE_COOKIE, readSessionCookie } from './core/requests/read-session-cookie.ts';
export type { ClientFacts, EndReason, RefreshState, SessionRecord } from './core/sessions/session-record.ts';
export type { Vault } from './core/tokens/vault.ts';
export {
  type Actor,
  type AuthenticationEvent,
  type ErrorCode,
  errorTable,
  GemelError,
  type JsonValue,
  type Principal,
  type Problem,
  problemFrom,
  toGemelError,
} from '@gemel/protocol';
export {
  checkRequirement,
  createRemoteKeys,
  parseRequirement,
  type ProofTerms,
  type ProvenRequest,
  type RemoteKeys,
  type RequestTarget,
  type Requirement,
  type VerificationKey,
  verifyCompactJws,
} from '@gemel/verifier';
