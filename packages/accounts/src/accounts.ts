/** Accounts as an application sees them: sign-up, sign-in and what an administrator does. */
import type { ClientFacts, SessionMode, StartedSession } from 'gemel';
import type { Account } from './account.ts';
import type { HashingLoad } from './hashing/password-hasher.ts';

export interface SignUp {
  readonly email: string;
  readonly password: string;
}

export interface SignIn {
  readonly email: string;
  readonly password: string;
  /** Default `cookie`. */
  readonly mode?: SessionMode;
  /** The address counts towards throttling; the rest is for the list of sessions. */
  readonly client?: ClientFacts;
}

export interface ChangePassword {
  readonly subject: string;
  /** The session that asks; it stays, with new secrets. */
  readonly sid: string;
  readonly currentPassword: string;
  readonly newPassword: string;
}

export interface Grants {
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
}

export interface Accounts {
  /**
   * Makes an account, or does nothing where the address has one. Resolves alike, after the same work: the caller cannot tell. Never signs in.
   *
   * @throws GemelError `email_invalid`, `password_too_short`, `password_too_long`, `password_contextual`, `password_too_common`, `hashing_busy`
   */
  signUp(signUp: SignUp): Promise<void>;

  /**
   * Starts a session for whoever knows the password. An unknown address, a wrong password and a disabled account fail alike, after the same work.
   *
   * @throws GemelError `sign_in_failed`, `sign_in_throttled`, `hashing_busy`, `subject_changed`, and what `gemel.startSession` throws
   */
  signIn(signIn: SignIn): Promise<StartedSession>;

  /**
   * Replaces the password; every other session of the account ends (`password_changed`) and the asking one gets new secrets, returned.
   *
   * @throws GemelError `sign_in_failed` (the current password is wrong), the refusals of `signUp`, `sign_in_throttled`, `session_unknown`, `subject_changed`
   */
  changePassword(change: ChangePassword): Promise<StartedSession>;

  /** Ends all sessions and refuses sign-in (true), or lets sign in again (false). Returns false where there is no such account. */
  setDisabled(subject: string, isDisabled: boolean): Promise<boolean>;
  /** Replaces roles and permissions (those given) of the account and of its sessions. Returns the account, or `undefined` where there is none. @throws GemelError `email_invalid` */
  grant(email: string, grants: Grants): Promise<Account | undefined>;
  /** Ends all sessions, then forgets the account. Returns false where there was none. */
  deleteAccount(subject: string): Promise<boolean>;

  findByEmail(email: string): Promise<Account | undefined>;
  findBySubject(subject: string): Promise<Account | undefined>;

  /** Ends the sessions that a crash between an account's change and their end left standing; call it at start. Returns how many accounts it concerned. */
  finishPending(): Promise<number>;
  /** How busy password hashing is; for health. */
  hashing(): HashingLoad;
  /** Closes the account store. */
  close(): Promise<void>;
}
