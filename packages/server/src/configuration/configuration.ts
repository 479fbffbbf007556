/** What the process runs by, after every check. */

import type {
  AccountsOptions,
  DeclaredRoles,
  ProviderOptions,
  SecondFactorPolicy,
  SuspicionNotices,
  TotpSteps,
  UnsealedPasskeys,
} from '@gemel/accounts';
import type { SigningAlgorithm } from 'gemel';
import type { MailSettings } from '../mail/mail-place.ts';
import type { DatabasePlace, RedisPlace } from './place.ts';
import type { ListeningSettings } from './take-listening.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What a node does when its lease has run out. */
export type OnStale = 'ask' | 'refuse' | 'accept';

/** Who may read the revocation feed. */
export type FeedAccess = 'public' | 'clients';

/** What is done by mail; as the accounts' options have it. */
export interface MailPolicy {
  readonly signInLinks: boolean;
  readonly requiresVerifiedEmail: boolean;
  /** Undefined: the accounts' own default. */
  readonly notices: SuspicionNotices | undefined;
}

/** For which site passkeys are; as the accounts' options have it. */
export interface PasskeySiteSettings {
  /** Undefined: the host of the URL. */
  readonly domain: string | undefined;
  /** Beside the URL's own. */
  readonly origins: readonly string[];
}

export interface Configuration extends ListeningSettings {
  readonly isProduction: boolean;
  /** An origin; undefined in development means `http://localhost` with the port that was bound. */
  readonly url: string | undefined;
  /** The first one is in use; undefined in development means the one that is kept beside the database. */
  readonly secrets: readonly string[] | undefined;
  readonly database: DatabasePlace;
  /** Undefined: sessions lie with the accounts. */
  readonly redis: RedisPlace | undefined;
  /** Where one is undefined, the engine's own default. */
  readonly freshness: { readonly maxStaleness: number | undefined; readonly onStale: OnStale | undefined };
  /** Undefined: the engine's own default. */
  readonly tokenAlgorithm: SigningAlgorithm | undefined;
  /** Whether only access tokens that are bound to a key are issued. */
  readonly areTokensBound: boolean;
  /** Undefined: the accounts' own default. */
  readonly secondFactor: SecondFactorPolicy | undefined;
  /** Undefined: the accounts' own default. */
  readonly totpSteps: TotpSteps | undefined;
  readonly passkeySite: PasskeySiteSettings;
  /** Where one is undefined, the engine's own default. */
  readonly timeouts: { readonly inactivityTimeout: number | undefined; readonly overallTimeout: number | undefined };
  /** Whether one's sessions are listed and ended only for whoever has just proven who it is. */
  readonly sessionsNeedProof: boolean;
  /** Undefined: the accounts' own defaults. */
  readonly limits: AccountsOptions['throttling'];
  /** Undefined: the accounts' own default. */
  readonly unsealedPasskeys: UnsealedPasskeys | undefined;
  readonly trustedProxies: readonly string[];
  readonly allowedOrigins: readonly string[];
  /** Undefined: the engine's own default. */
  readonly cookieName: string | undefined;
  /** Undefined: no server takes mail. */
  readonly mail: MailSettings | undefined;
  readonly mailPolicy: MailPolicy;
  /** Undefined: nobody signs in by a provider. */
  readonly providers: Readonly<Record<string, ProviderOptions>> | undefined;
  /** Undefined: roles are the database's alone. */
  readonly roles: DeclaredRoles | undefined;
  /** Days for which the audit log is kept; undefined: the accounts' own default. */
  readonly auditDays: number | undefined;
}
