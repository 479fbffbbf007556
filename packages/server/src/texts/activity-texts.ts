/** What the owner of an account is told of what happened to it. */
import type { AuditKind, AuthenticatorKind } from '@gemel/accounts';

/** Kinds that are about an account and its owner's business. */
export type ShownKind = Exclude<
  AuditKind,
  | 'account.sign_up_repeated'
  | 'account.deleted'
  | 'accounts.imported'
  | 'mail.throttled'
  | 'admin.refused'
  | `api_key.${string}`
  | `provider.${string}`
  | `role.${string}`
  | `key.${string}`
  | `audit.${string}`
>;

export interface ActivityTexts {
  readonly heading: string;
  readonly lead: string;
  /** Where the log holds nothing, or nothing more. */
  readonly none: string;
  /** The link to what came before. */
  readonly older: string;
  /** The link back to the beginning. */
  readonly newest: string;
  /** Behind what somebody else did: whoever runs the service. */
  readonly byOperator: string;
  readonly kinds: Readonly<Record<ShownKind, string>>;
  /** Behind a kind that is about one of them. */
  readonly factors: Readonly<Record<AuthenticatorKind, string>>;
}
