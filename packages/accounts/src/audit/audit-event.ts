/**
 * What the audit log tells, kind by kind. Every fact is a word of a list, a number, an id or the name of a role: no kind has a place for
 * what somebody typed, so neither a credential nor an address of mail can be in it; but for the reason that an administrator gives. ASVS 16.2.5
 */
import type { JsonValue, Seconds } from '@gemel/protocol';
import type { ClientFacts, EndReason } from 'gemel';
import type { AuthenticatorKind } from '../authenticators/authenticator-store.ts';
import type { SignInWay } from '../sign-in/authentication-event.ts';
import type { SecondFactor } from '../sign-in/needed-factor.ts';

/** Why a sign-in, or a step of one, came to nothing. */
export type SignInFailure =
  /** Nobody has what was named; what that was is not kept: people type passwords into the wrong field. */
  | 'account_unknown'
  | 'account_disabled'
  /** Nobody has shown yet that messages to the account's address arrive. */
  | 'email_unverified'
  /** The password, code or signature was not right. */
  | 'proof_wrong'
  /** The link, the ceremony or the half sign-in is unknown, used or too old, or the account has changed since. */
  | 'proof_void'
  /** A passkey's signature counter did not rise: it may be in two places. */
  | 'passkey_copied'
  /** The provider elsewhere refused, or said something that was not believed. */
  | 'provider_refused';

/** Nothing beside the head. */
type NoFacts = unknown;

/** What an event of each kind says beside its head. */
export interface AuditFactsByKind {
  'account.signed_up': NoFacts;
  /** Somebody signed up with an address that has an account. */
  'account.sign_up_repeated': NoFacts;
  /** Somebody else made it for its owner. */
  'account.added': NoFacts;
  /** The owner was mailed a link to a first password. */
  'invitation.sent': NoFacts;
  'invitation.accepted': NoFacts;
  'invitation.failed': { readonly reason: SignInFailure };
  'account.disabled': NoFacts;
  'account.enabled': NoFacts;
  'account.deleted': NoFacts;
  /** Its data were handed out to its owner. */
  'account.exported': NoFacts;
  'accounts.imported': { readonly imported: number; readonly existing: number; readonly refused: number };
  'sign_in.succeeded': { readonly ways: readonly SignInWay[]; readonly amr: readonly string[]; readonly acr: string };
  /** The first factor was right. */
  'sign_in.second_factor_needed': { readonly ways: readonly SignInWay[]; readonly factors: readonly SecondFactor[] };
  'sign_in.failed': { readonly way: SignInWay; readonly reason: SignInFailure };
  /** A limit was spent; of many within a minute one is told, and the next tells how many were not. */
  'sign_in.throttled': { readonly way: SignInWay };
  'second_factor.failed': { readonly way: SignInWay; readonly reason: SignInFailure };
  'second_factor.throttled': { readonly way: SignInWay };
  /** A signed-in session was authenticated again. */
  'step_up.succeeded': { readonly ways: readonly SignInWay[]; readonly amr: readonly string[]; readonly acr: string };
  /** So is a current password that was not right, where a new one was to take its place. */
  'step_up.failed': { readonly way: SignInWay; readonly reason: SignInFailure };
  'step_up.throttled': { readonly way: SignInWay };
  'password.changed': NoFacts;
  /** A link for a new password was asked for. */
  'password.reset_asked': NoFacts;
  'password.reset': NoFacts;
  /** It was set before anybody had shown to hold the mailbox, and somebody has now. */
  'password.removed': NoFacts;
  'password.reset_failed': { readonly reason: SignInFailure };
  'email.change_asked': NoFacts;
  'email.changed': NoFacts;
  /** By a link to the old address. */
  'email.change_undone': NoFacts;
  'email.verification_asked': NoFacts;
  'email.verified': NoFacts;
  'sign_in_link.asked': NoFacts;
  'factor.added': { readonly factor: AuthenticatorKind };
  'factor.removed': { readonly factor: AuthenticatorKind };
  'factor.renamed': { readonly factor: AuthenticatorKind };
  /** The code that was to prove a new one was not right. */
  'factor.not_added': { readonly factor: AuthenticatorKind; readonly reason: SignInFailure };
  /** A provider elsewhere said that a session there has ended; so many here ended with it. */
  'provider.signed_out': { readonly provider: string; readonly sessions: number };
  /** The actor acts in it in the owner's place, until then at the latest. */
  'session.impersonated': { readonly until: Seconds };
  'session.ended': { readonly reason: EndReason };
  /** A rotated refresh token came back: the session has ended. */
  'refresh_token.reused': { readonly presented: number; readonly current: number };
  'grants.changed': { readonly roles: readonly string[]; readonly permissions: readonly string[] };
  'role.defined': { readonly role: string; readonly permissions: readonly string[] };
  'role.removed': { readonly role: string };
  /** A message was asked for, and one of the limits of mail was spent. */
  'mail.throttled': NoFacts;
  'key.rotated': { readonly kid: string };
  'key.retired': { readonly kid: string };
  /** Somebody administered. The reason is what they gave: the one text in the log that a person wrote, and no credential by its form. */
  'admin.acted': { readonly operation: string; readonly reason?: string };
  /** Somebody who may not do that tried to administer. */
  'admin.refused': { readonly operation: string; readonly scope: string };
  'api_key.created': { readonly key: string; readonly scopes: readonly string[] };
  'api_key.rotated': { readonly key: string };
  'api_key.revoked': { readonly key: string };
  /** Somebody presented one that is none, or none any more; named where there is, or was, such a key. */
  'api_key.refused': { readonly key?: string; readonly why: 'unknown' | 'expired' | 'revoked' };
  /** So many events could not be kept, since the store did not take any for long. */
  'audit.events_lost': { readonly count: number };
  /** Read where a newer version wrote what this one does not know, beside whatever facts that has; nothing writes it. */
  'audit.kind_unknown': { readonly kind: string };
}

export type AuditKind = keyof AuditFactsByKind;

/**
 * Who did it: somebody whom nobody vouches for, the account's owner, whoever runs the service (the command line, the application's own
 * code), the service itself, another account, by its subject, or an API key, by its id.
 */
export type AuditActor = 'nobody' | 'owner' | 'operator' | 'system' | `account:${string}` | `api-key:${string}`;

export interface AuditHead {
  /** By default the one that the kind's row in the table of kinds names. */
  readonly actor?: AuditActor | undefined;
  /** The account that it is about; left out where none is known. */
  readonly subject?: string | undefined;
  readonly sid?: string | undefined;
  /** Of the request; its address is kept, and its label, or else what kind of device its user agent tells. */
  readonly client?: ClientFacts | undefined;
}

/** What a feature hands to the log. */
export type AuditEvent = { readonly [Kind in AuditKind]: AuditHead & { readonly kind: Kind } & AuditFactsByKind[Kind] }[AuditKind];

/** An event as it is kept. */
export interface AuditEntry {
  /** Unique; of one node's events at the same time, the later one is greater. */
  readonly id: string;
  /** Engine time. */
  readonly at: Seconds;
  readonly kind: AuditKind;
  readonly actor: AuditActor;
  readonly subject: string | null;
  readonly sid: string | null;
  /** The client's network address. */
  readonly address: string | null;
  /** What the client's device was called, or what kind it was. */
  readonly device: string | null;
  /** As `AuditFactsByKind` says for its kind; `suppressed` where as many like it came within a minute before, and were not kept. */
  readonly facts: Readonly<Record<string, JsonValue>>;
}
