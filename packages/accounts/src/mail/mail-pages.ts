/** Which page each kind of mail leads to: the only way for a link to come into a message. */
import type { MailKind } from './mail-message.ts';

/** Paths below the issuer's URL; null where there is no such page. */
export interface MailPages {
  /** Takes a new account's `token`. */
  readonly verifyEmail: string;
  /** Takes a `token`, and a new password. */
  readonly resetPassword: string;
  /** Takes the `token` of an invitation, and a first password. */
  readonly invitation: string;
  /** Takes a `token`, and signs in. */
  readonly signInLink: string;
  /** Takes the `token` for a new address. */
  readonly changeEmail: string;
  /** Takes the `token` that brings an old address back. */
  readonly undoEmailChange: string;
  /** Asks for a mail to reset the password; notices lead there. */
  readonly forgotPassword: string | null;
  /** Sessions and factors; notices lead there. */
  readonly account: string | null;
}

export const defaultMailPages: MailPages = {
  verifyEmail: '/verify-email',
  resetPassword: '/reset-password',
  invitation: '/invitation',
  signInLink: '/sign-in-link',
  changeEmail: '/change-email',
  undoEmailChange: '/undo-email-change',
  forgotPassword: '/forgot-password',
  account: '/account',
};

export interface MailRoute {
  /** Where the one-time link leads. */
  readonly action?: 'verifyEmail' | 'resetPassword' | 'invitation' | 'signInLink' | 'changeEmail' | 'undoEmailChange';
  /** Whether there are messages of the kind without a link. */
  readonly isOptional?: true;
  /** Where to go if it was not you. */
  readonly help?: 'forgotPassword' | 'account';
}

/** Whoever may no longer hold the account is led to the reset, anybody else to the account. */
export const mailRoutes: Readonly<Record<MailKind, MailRoute>> = {
  'verify-email': { action: 'verifyEmail' },
  'already-registered': { help: 'forgotPassword' },
  'reset-password': { action: 'resetPassword' },
  invitation: { action: 'invitation' },
  'sign-in-link': { action: 'signInLink' },
  'email-change-verify': { action: 'changeEmail' },
  'email-changed': { action: 'undoEmailChange', isOptional: true },
  'password-changed': { help: 'forgotPassword' },
  'factor-added': { help: 'account' },
  'factor-removed': { help: 'account' },
  'recovery-codes-renewed': { help: 'account' },
  'recovery-code-used': { help: 'account' },
  'provider-linked': { help: 'account' },
  'provider-unlinked': { help: 'account' },
  'suspicious-sign-in': { help: 'forgotPassword' },
  'account-disabled': {},
  'account-deleted': {},
};
