/** What each kind of mail tells, as the flow that causes it knows it: raw, to be cleaned before anybody reads it. */
import type { Seconds } from '@gemel/protocol';

/** When something happened, and from where. */
export interface MailOccasion {
  readonly at: Seconds;
  /** The client's IP address; whatever is not one is left out. */
  readonly address?: string;
  /** Such as "Firefox on Linux"; a client's own words, so markup and links in it are taken apart. */
  readonly device?: string;
}

/** A one-time secret: the only credential that mail may hold. */
export interface MailSecret {
  /** Base64url; becomes the `token` of a link to the page of this kind. */
  readonly token: string;
  /** For typing in elsewhere: letters, digits and hyphens. */
  readonly code?: string;
  /** How long it works from `at` on. */
  readonly validFor: Seconds;
}

/** Ways to prove who one is that come and go. */
export type MailFactor = 'password' | 'passkey' | 'totp' | 'recovery-codes';

/** Why a sign-in deserves a second look. In the last two cases nobody was signed in: the first factor was right, or a passkey may have been copied. */
export const mailSuspicions = ['new-device', 'new-network', 'second-factor-failed', 'passkey-copied'] as const;

export type MailSuspicion = (typeof mailSuspicions)[number];

export interface MailFactorFacts extends MailOccasion {
  readonly factor: MailFactor;
  /** What its owner calls it. */
  readonly name?: string;
}

export interface MailProviderFacts extends MailOccasion {
  /** The provider's name as configured. */
  readonly provider: string;
}

export interface MailSecretFacts extends MailOccasion, MailSecret {}

/** The facts of every kind. */
export interface MailFacts {
  /** To an address that wants an account. */
  readonly 'verify-email': MailSecretFacts;
  /** To an address that has an account, when somebody signs up with it. */
  readonly 'already-registered': MailOccasion;
  /** To an address that has an account; one without gets nothing, since mail to strangers is a weapon. */
  readonly 'reset-password': MailSecretFacts;
  /** To the owner of an account that somebody else has made. */
  readonly invitation: MailSecretFacts;
  readonly 'sign-in-link': MailSecretFacts;
  /** To the new address, before it counts. */
  readonly 'email-change-verify': MailSecretFacts;
  /** To the old address, with a link that takes it back, or none; the new one is shown in part. */
  readonly 'email-changed': MailOccasion & Partial<MailSecret> & { readonly newEmail: string };
  readonly 'password-changed': MailOccasion;
  readonly 'factor-added': MailFactorFacts;
  readonly 'factor-removed': MailFactorFacts;
  readonly 'recovery-codes-renewed': MailOccasion;
  readonly 'recovery-code-used': MailOccasion & { readonly left: number };
  readonly 'provider-linked': MailProviderFacts;
  readonly 'provider-unlinked': MailProviderFacts;
  readonly 'suspicious-sign-in': MailOccasion & { readonly suspicion: MailSuspicion };
  readonly 'account-disabled': MailOccasion;
  readonly 'account-deleted': MailOccasion;
}
