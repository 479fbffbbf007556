/** What proofs of possession are to a verifier: by shape alone, so that whoever takes none holds nothing of them. */
import type { AccessTokenClaims, Principal, Seconds } from '@gemel/protocol';
import type { TokenVerifier } from '../token-verifier.ts';
import type { VerifiedToken } from '../verified-token.ts';

/** What a proof is held against; the facts that a guard has of a request fit it. */
export interface ProvenRequest {
  readonly method: string;
  /** Returns a header by its lower-case name; several of one name joined with `, `. */
  header(name: string): string | undefined;
  /** The message itself, of which the path is read: one object for each request, by which it is known when it is judged again. Where it is absent no proof holds. */
  readonly message?: RequestTarget | undefined;
}

/** Where a request is for: its path, or a whole URL of which the path alone is believed. `originalUrl` is what a router has kept where it changed `url`. */
export interface RequestTarget {
  readonly url?: string | undefined;
  readonly originalUrl?: string | undefined;
}

/** A token that a proof has to name, and the key that it is bound to. */
export interface BoundToken {
  readonly text: string;
  /** Thumbprint of the key (RFC 7638). */
  readonly jkt: string;
}

/** What refusals say of the proofs that are taken. */
export interface ProofTerms {
  /** `alg`s that a proof may have. */
  readonly algorithms: readonly string[];
  /** Whether a token that is not bound to a key is refused. */
  readonly isRequired: boolean;
}

/** Makes a verifier of tokens: of those that are bound to a key, where it is given what judges the binding. */
export type TokensWith<Whom extends Principal = Principal> = (checkBinding?: (claims: AccessTokenClaims) => void) => TokenVerifier<Whom>;

/** What verifies tokens as they are presented. */
export interface PresentedTokens<Whom extends Principal = Principal> {
  /**
   * Verifies a token, and where it came by the scheme DPoP, with a request, the proof; without a promise where nothing has to be awaited.
   *
   * @throws GemelError (or rejects) `token_unbound`, `token_bound`, `proof_invalid`, `request_throttled`, and as `TokenVerifier.verify`
   */
  verify(token: string, request?: ProvenRequest): VerifiedToken<Whom> | Promise<VerifiedToken<Whom>>;
  /** Verifies a token whose proof has been checked before; undefined where no proofs are taken. */
  readonly bound?: TokenVerifier<Whom>;
}

/** Made by `createDpop`. */
export interface Dpop extends ProofTerms {
  /** @param now engine time. */
  present<Whom extends Principal>(tokensWith: TokensWith<Whom>, now: () => Seconds): PresentedTokens<Whom>;
  /** Refuses claims that bind a token to no key, or otherwise than by a thumbprint. @throws GemelError `token_unbound`, `token_claims_invalid` */
  checkBinding(claims: AccessTokenClaims): void;
  /**
   * Returns the thumbprint of the key whose possession a request proves, for whoever issues tokens.
   *
   * @throws GemelError (or rejects) `proof_invalid`, `request_throttled`
   */
  prove(request: ProvenRequest, now: Seconds): string | Promise<string>;
}
