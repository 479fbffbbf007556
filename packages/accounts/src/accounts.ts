/** Accounts as an application sees them: sign-up, sign-in and what an administrator does. */
import type { ClientFacts, SessionMode, StartedSession } from 'gemel';
import type { Account } from './account.ts';
import type { AccountInvitations } from './account-invitation/account-invitations.ts';
import type { ApiKeys } from './api-keys/api-keys.ts';
import type { Administering } from './administering.ts';
import type { Audit } from './audit/search-audit.ts';
import type { EmailChange } from './email-change/email-change.ts';
import type { EmailVerification } from './email-verification/email-verification.ts';
import type { HashingLoad } from './hashing/password-hasher.ts';
import type { ImportAccounts } from './importing/import-accounts.ts';
import type { UseOnce } from './limits/use-once.ts';
import type { Impersonation } from './impersonation/impersonation.ts';
import type { Leaving } from './leaving/leaving.ts';
import type { MailLoad } from './mail/create-postman.ts';
import type { PasswordReset } from './password-reset/password-reset.ts';
import type { RoleInvitations } from './roles/role-invitations.ts';
import type { RecoveryCodes } from './recovery-codes/recovery-codes.ts';
import type { Roles } from './roles/roles.ts';
import type { Passkeys } from './passkeys/passkeys.ts';
import type { Providers } from './providers/providers.ts';
import type { SecondFactorStep } from './second-factor/second-factor.ts';
import type { SignInResult } from './sign-in/sign-in-result.ts';
import type { SignInLink } from './sign-in-link/sign-in-link.ts';
import type { StepUp } from './step-up/step-up.ts';
import type { Totp } from './totp/totp.ts';

export interface SignUp {
  readonly email: string;
  readonly password: string;
  /** For the message to the address, and for the audit log. */
  readonly client?: ClientFacts;
}

export interface SignIn {
  readonly email: string;
  readonly password: string;
  /** Default `cookie`. */
  readonly mode?: SessionMode;
  /** Thumbprint of the client's key, as `gemel.proofKeyOf` gave it: tokens are bound to it. */
  readonly jkt?: string;
  /** Whose session it will be; the first-party client's by default. That of any other takes two factors, whatever the policy says. */
  readonly clientId?: string;
  /** The address counts towards the limits, of which everybody without one shares one; the rest is for the list of sessions. */
  readonly client?: ClientFacts;
}

export interface ChangePassword {
  readonly subject: string;
  /** The session that asks; it stays, with new secrets. */
  readonly sid: string;
  readonly currentPassword: string;
  readonly newPassword: string;
  /** For the notice to the owner, and for the audit log. */
  readonly client?: ClientFacts;
}

export interface Grants {
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
}

/** What is looked for, and which page of it. */
export interface ListAccounts {
  /** The beginning of the address; left out, all of them. */
  readonly email?: string | undefined;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** Accounts of a page, 1 to 200; 50 by default. */
  readonly limit?: number | undefined;
}

export interface AccountPage {
  readonly accounts: readonly Account[];
  /** Undefined on the last page. */
  readonly next: string | undefined;
}

export interface Accounts {
  /**
   * Makes an account, or does nothing where the address has one. Resolves alike, after the same work: the caller cannot tell. Never signs in. The address is
   * told which it was, where there is mail.
   *
   * @throws GemelError `email_invalid`, `password_too_short`, `password_too_long`, `password_contextual`, `password_too_common`,
   *   `request_throttled`, `hashing_busy`
   */
  signUp(signUp: SignUp): Promise<void>;

  /**
   * Starts a session for whoever knows the password, or half of one where its owner has an authenticator app. An unknown address, a wrong password and a disabled account fail alike, after the same work.
   *
   * @throws GemelError `sign_in_failed`, `sign_in_throttled`, `hashing_busy`, `subject_changed`, and what `gemel.startSession` throws
   */
  signIn(signIn: SignIn): Promise<SignInResult>;

  /** What makes a session of half a sign-in. */
  readonly secondFactor: SecondFactorStep;
  /** Proving anew who one is, inside a session. */
  readonly stepUp: StepUp;
  /** The owner's authenticator app. */
  readonly totp: Totp;
  /** Codes on paper, in place of the app. */
  readonly recoveryCodes: RecoveryCodes;
  /** Whether messages to the address arrive; undefined where there is no mail. */
  readonly emailVerification: EmailVerification | undefined;
  /** A new password for whoever holds the mailbox; undefined where there is no mail. */
  readonly passwordReset: PasswordReset | undefined;
  /** A first password for whoever an account was made for; undefined where there is no mail. */
  readonly accountInvitations: AccountInvitations | undefined;
  /** Another address for an account; undefined where there is no mail. */
  readonly emailChange: EmailChange | undefined;
  /** Signing in by a mailed link; undefined where there is no mail, or `mail.signInLinks` does not say so. */
  readonly signInLink: SignInLink | undefined;
  /** Passkeys: signing in with one, and the owner's own. */
  readonly passkeys: Passkeys;
  /** The owner's own end of the account, and what goes along. */
  readonly leaving: Leaving;
  /** Signing in by providers elsewhere, and linking an account with them. */
  readonly providers: Providers;

  /**
   * Replaces the password; every other session of the account ends (`password_changed`) and the asking one gets new secrets, returned.
   *
   * @throws GemelError `sign_in_failed` (the current password is wrong), the refusals of `signUp`, `sign_in_throttled`, `session_unknown`, `subject_changed`
   */
  changePassword(change: ChangePassword): Promise<StartedSession>;

  /**
   * Makes an account for somebody else: without a password, which its owner chooses by a link to the mailbox (`accountInvitations.send`), or a way in elsewhere.
   *
   * @throws GemelError `email_invalid`, `email_taken`
   */
  addAccount(email: string, by?: Administering): Promise<Account>;
  /** Ends all sessions and refuses sign-in, and tells the owner (true), or lets sign in again (false). Returns false where there is no such account. */
  setDisabled(subject: string, isDisabled: boolean, by?: Administering): Promise<boolean>;
  /**
   * Takes away every second factor of an owner who has lost them all (authenticator app, passkeys, recovery codes), ends the sessions and tells the owner. Where there
   * is mail the password goes too: whoever holds the mailbox chooses another, after `passwordReset.ask`, and nobody else comes in. Who asks is for whoever
   * calls to establish first. Returns false where there is no such account.
   */
  resetFactors(subject: string, by?: Administering): Promise<boolean>;
  /** Replaces roles and permissions (those given) of the account and of its sessions. Returns the account, or `undefined` where there is none. @throws GemelError `email_invalid` */
  grant(email: string, grants: Grants, by?: Administering): Promise<Account | undefined>;
  /** The same for the account itself, whoever has its address by now: for whoever has judged it by its subject. */
  grantBySubject(subject: string, grants: Grants, by?: Administering): Promise<Account | undefined>;
  /**
   * Ends all sessions, then forgets the account and everything that belongs to it; its owner hears of it. Returns false where there was none.
   *
   * @throws what `leaving.onAccountDeleted` throws: the account is closed for good, and `finishPending` or another call goes on
   */
  deleteAccount(subject: string, by?: Administering): Promise<boolean>;

  /**
   * Takes in accounts of another system, in batches of one transaction each: safe to repeat, since those whose address is here stay as they
   * are. Each candidate is checked, whatever it is (`ImportedAccount` says what it may be); one that is bad is left out and hinders no other.
   *
   * @throws GemelError `store_unavailable`; the batches before it stand
   */
  importAccounts: ImportAccounts;

  /** Accounts in the order of their addresses, page by page. @throws GemelError `request_malformed` for a limit out of range */
  list(asked?: ListAccounts): Promise<AccountPage>;
  /** Sessions in which somebody else acts as an account's owner: short, linked to their own, and good for no change of what is the owner's to change. */
  readonly impersonation: Impersonation;

  findByEmail(email: string): Promise<Account | undefined>;
  findBySubject(subject: string): Promise<Account | undefined>;
  /** Those that there are, in any order. */
  findBySubjects(subjects: readonly string[]): Promise<readonly Account[]>;
  /** What the account may do, by its own permissions and by its roles. Undefined where there is none. */
  permissionsOf(subject: string): Promise<readonly string[] | undefined>;

  /** Names for lists of permissions, given to accounts. */
  readonly roles: Roles;
  /** Keys with which programs administer; what their scopes mean is the application's business. */
  readonly apiKeys: ApiKeys;
  /** One-time links that give a role to whoever signs in with one. */
  readonly invitations: RoleInvitations;
  /** What happened to accounts, sessions and keys: read, filtered, handed on. */
  readonly audit: Audit;

  /**
   * Ends the sessions, or brings them the grants, that a crash behind an account's change left as they were, and goes on with deletions; call it at
   * start. Returns how many accounts it concerned.
   */
  finishPending(): Promise<number>;
  /** Tells whether a name is used for the first time in `lifetime` seconds, by any node on this store; for `useOnce` of `createEndpoints`. */
  readonly useOnce: UseOnce;
  /** How busy password hashing is; for health. */
  hashing(): HashingLoad;
  /** What is in the outbox; for health. Undefined where there is no mail. */
  mail(): MailLoad | undefined;
  /** Sends what is in the outbox and writes what the audit log has to tell, each within a bound, then closes the account store. */
  close(): Promise<void>;
}
