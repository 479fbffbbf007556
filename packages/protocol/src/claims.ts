/** The claims of an access token (RFC 9068, section 2.2) and the principal that they, or a session record, make. */
import type { Seconds } from './seconds.ts';

/** What an application may add to a token and a principal: JSON values under names that no specification has taken. */
export type CustomClaims = Readonly<Record<string, JsonValue>>;
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** Who acts in the subject's place, and the session that this one came of: it ends with that one. RFC 8693, section 4.1 */
export interface Actor {
  readonly sub: string;
  readonly sid: string;
}

/** The key that a token is bound to, by its thumbprint (RFC 7638): who presents the token has to prove to hold it. RFC 9449, section 6.1 */
export interface Confirmation {
  readonly jkt: string;
}

/** An access token's payload after every check. Custom claims stand beside these. */
export interface AccessTokenClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  readonly exp: Seconds;
  readonly iat: Seconds;
  readonly nbf?: Seconds;
  readonly jti: string;
  readonly client_id: string;
  /** Session id. */
  readonly sid: string;
  /** The session's generation when the token was issued; below the session's floor the token is superseded. */
  readonly generation: number;
  readonly auth_time: Seconds;
  /** RFC 8176. */
  readonly amr: readonly string[];
  readonly acr?: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly act?: Actor;
  /** Absent where the token is a bearer token. */
  readonly cnf?: Confirmation;
}

/** Claim names that are ours or a specification's; a custom claim may not take one. */
export const RESERVED_CLAIMS: ReadonlySet<string> = new Set([
  'iss',
  'sub',
  'aud',
  'exp',
  'iat',
  'nbf',
  'jti',
  'client_id',
  'sid',
  'generation',
  'auth_time',
  'amr',
  'acr',
  'roles',
  'permissions',
  'cnf',
  'scope',
  'act',
  'may_act',
  'groups',
  'entitlements',
  'nonce',
  'azp',
  'events',
  'txn',
  'authorization_details',
  '__proto__',
  'constructor',
  'prototype',
  'toJSON',
]);

/** When and how the subject proved who it is. */
export interface AuthenticationEvent {
  /** `auth_time`: seconds since 1970, whole. */
  readonly time: Seconds;
  /** RFC 8176 method references, such as `pwd`. */
  readonly amr: readonly string[];
  /** Authentication context class, if one is claimed. */
  readonly acr?: string;
}

/** Whom a credential speaks for. Either credential of a session gives an equal one; it is frozen and may be shared between requests. */
export interface Principal {
  readonly subject: string;
  readonly sid: string;
  readonly generation: number;
  readonly clientId: string;
  readonly authentication: AuthenticationEvent;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** Who acts in the subject's place; absent where the subject itself does. */
  readonly act?: Actor;
  /** Custom claims. */
  readonly claims: CustomClaims;
}
