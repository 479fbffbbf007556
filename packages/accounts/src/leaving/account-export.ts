/** What an export of an account holds: everything that is kept about it, and nothing that lets anybody in. */
import type { ClientFacts, SessionMode } from 'gemel';
import type { AuditEntry } from '../audit/audit-event.ts';
import type { AuthenticatorKind } from '../authenticators/authenticator-store.ts';
import type { ChallengePurpose } from '../challenges/challenge-purposes.ts';

/** Times are RFC 3339, in UTC. */
export interface AccountExport {
  /** Rises when a member changes its meaning or goes; not when one is added. */
  readonly format: 1;
  readonly exportedAt: string;
  readonly account: {
    readonly subject: string;
    readonly email: string;
    readonly emailVerifiedAt: string | null;
    readonly hasPassword: boolean;
    readonly passwordChangedAt: string;
    readonly roles: readonly string[];
    readonly permissions: readonly string[];
    readonly isDisabled: boolean;
    readonly createdAt: string;
  };
  /** Oldest first. */
  readonly authenticators: readonly ExportedAuthenticator[];
  /** Those that stand. */
  readonly sessions: readonly ExportedSession[];
  /** Links that were mailed and steps that are half done. */
  readonly pending: readonly { readonly purpose: ChallengePurpose; readonly expiresAt: string }[];
  /** What the audit log says of it, oldest first; read while it is walked through. */
  readonly activity: AsyncIterable<AuditEntry>;
}

export interface ExportedAuthenticator {
  readonly id: string;
  readonly kind: AuthenticatorKind;
  readonly name: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
  /** Of recovery codes. */
  readonly codesLeft?: number;
  /** Of a passkey: who keeps it, as far as its model tells, and whether it is copied to other devices. */
  readonly keptBy?: string;
  readonly isSynced?: boolean;
}

export interface ExportedSession {
  readonly sid: string;
  readonly mode: SessionMode;
  readonly createdAt: string;
  readonly lastSeenAt: string;
  readonly expiresAt: string;
  readonly authentication: { readonly time: string; readonly amr: readonly string[]; readonly acr: string | null };
  readonly client: ClientFacts;
}
