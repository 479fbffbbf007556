/** The one record behind both credentials. */
import type { Actor, AuthenticationEvent, CustomClaims, JsonValue, Seconds } from '@gemel/protocol';

/** Why a session ended before its time. */
export type EndReason =
  | 'signed_out'
  | 'revoked'
  | 'subject_revoked'
  | 'password_changed'
  | 'account_disabled'
  | 'account_deleted'
  | 'refresh_token_reused'
  | 'change_lost'
  /** Never written: the session that it came of has ended, and so has this one. */
  | 'origin_ended';

/** What was known of the client when the session began; told to the subject in the list of sessions, never judged. */
export interface ClientFacts {
  readonly userAgent?: string;
  readonly address?: string;
  /** A name for the device that a person recognises. */
  readonly label?: string;
}

/** The state from which every refresh token of a session can be computed, given a server secret. */
export interface RefreshState {
  /** 256 random bits, base64url; replaced at each step-up and at the subject's own change of password. */
  readonly salt: string;
  /** How often the refresh token has been rotated; names the current one. */
  readonly rotation: number;
  /** Engine time of the last rotation, or null before the first. */
  readonly rotatedAt: Seconds | null;
}

export interface SessionRecord {
  /** `sid`: public, random, 128 bits, base64url. Stable for the session's life. */
  readonly sid: string;
  readonly subject: string;
  readonly clientId: string;
  /** Rises with every `replace`; the compare-and-swap goes by it. */
  readonly version: number;
  /** Rises whenever what the principal may do, or the secret, changes. Starts at 1. */
  readonly generation: number;
  /** SHA-256 of the session secret, base64url; null where no cookie was given out. */
  readonly secretHash: string | null;
  /** Null where no refresh token was given out. */
  readonly refresh: RefreshState | null;
  readonly authentication: AuthenticationEvent;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  readonly claims: CustomClaims;
  /** Who acts in the subject's place; null where the subject itself does. Never changes. */
  readonly act: Actor | null;
  /** Thumbprint (RFC 7638) of the key that its tokens are bound to; null where they are bearer tokens. Never changes. */
  readonly jkt: string | null;
  readonly client: ClientFacts;
  readonly createdAt: Seconds;
  readonly lastSeenAt: Seconds;
  readonly inactivityDeadline: Seconds;
  readonly overallDeadline: Seconds;
  readonly endedAt: Seconds | null;
  readonly endReason: EndReason | null;
  readonly data: JsonValue;
  /** Rises with every change of `data` alone. */
  readonly dataVersion: number;
}
