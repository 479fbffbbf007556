/** What the operations on accounts are made of. */
import { GemelError, type Seconds } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import type { AccountStore } from './account-store.ts';
import type { AuditLog } from './audit/create-audit-log.ts';
import type { Challenges } from './challenges/challenges.ts';
import type { PasswordHasher } from './hashing/password-hasher.ts';
import type { OnAccountDeleted } from './leaving/on-account-deleted.ts';
import type { Mail } from './mail/create-mail.ts';
import type { SecondFactorPolicy, SuspicionNotices, TotpSteps } from './options.ts';
import type { CheckPassword } from './passwords/check-password.ts';
import type { DeclaredRoles } from './roles/declare-roles.ts';
import type { ReadRoles } from './roles/role-book.ts';
import type { PasskeySite } from './passkeys/passkey-site.ts';
import type { ProviderBook } from './providers/provider-book.ts';
import type { RequestLimits } from './limits/request-limits.ts';
import type { Throttle } from './limits/throttle.ts';

export interface AccountParts {
  readonly gemel: Gemel;
  readonly store: AccountStore;
  readonly hasher: PasswordHasher;
  readonly checkPassword: CheckPassword;
  readonly throttle: Throttle;
  /** Goes first wherever somebody without an account makes this server work: `await parts.requestLimits.take('signUps', client);`. */
  readonly requestLimits: RequestLimits;
  readonly challenges: Challenges;
  /** Removes what the application keeps about a subject; may be asked again. */
  readonly onAccountDeleted: OnAccountDeleted;
  /** What happened goes here: `parts.audit.write({ kind, subject, sid, client, … })`; nobody waits for it, and it never throws. */
  readonly audit: AuditLog;
  readonly passkeySite: PasskeySite;
  readonly providers: ProviderBook;
  /** Accounts elsewhere that one account may be linked with. */
  readonly mostLinks: number;
  /** Seconds since 1970, by the engine's clock: the same on every node. */
  now(): Seconds;
  /** Undefined where none is configured: notices are dropped, and what needs mail is not there. */
  readonly mail: Mail | undefined;
  /** Whether nobody signs in before a message to the address has been answered. */
  readonly requiresVerifiedEmail: boolean;
  /** Whether a mailed link signs in. */
  readonly hasSignInLinks: boolean;
  /** Which suspicious sign-ins their owner is told of. */
  readonly notices: SuspicionNotices;
  /** What roles permit, from the store. */
  readonly readRoles: ReadRoles;
  /** Roles that are there without the store. */
  readonly builtInRoles: DeclaredRoles;
  /** Who needs a second factor, beside those who have set one up. */
  readonly secondFactorPolicy: SecondFactorPolicy;
  /** Of how many steps a code of an app is taken. */
  readonly totpSteps: TotpSteps;
  /** Base64url of random bytes. */
  randomText(byteLength: number): string;
}

/** Refuses what is not text, since applications hand on what a request held. ASVS 15.3.3 @throws GemelError `request_malformed` */
export function requireTexts(values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (typeof value !== 'string') throw new GemelError('request_malformed', `${name} is not a text.`);
  }
}
