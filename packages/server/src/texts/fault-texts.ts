/** What a form says beside its fields about a refusal that it can help with. */
import type { ErrorCode, Seconds } from '@gemel/protocol';

/** The refusals that a form answers itself; every other one gets a page of its own. */
export type FaultCode = Extract<
  ErrorCode,
  | 'email_invalid'
  | 'password_too_short'
  | 'password_too_long'
  | 'password_too_common'
  | 'password_contextual'
  | 'sign_in_failed'
  | 'sign_in_throttled'
  | 'request_throttled'
  | 'second_factor_failed'
  | 'mail_throttled'
  | 'export_throttled'
  | 'passkey_failed'
  | 'passkey_not_added'
  | 'passkey_limit_reached'
  | 'provider_failed'
  | 'provider_not_linked'
  | 'provider_taken'
  | 'provider_limit_reached'
  | 'provider_unavailable'
  | 'last_way_in'
  | 'hashing_busy'
  | 'subject_changed'
>;

/** What such a text may depend on. */
export interface FaultFacts {
  readonly minPasswordLength: number;
  /** After which it is worth coming again. */
  readonly waitFor?: Seconds;
}

export type FaultTexts = Readonly<Record<FaultCode, (facts: FaultFacts) => string>>;
