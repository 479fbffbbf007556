/** What a caller configures about accounts, what it becomes, and every default in one place. */
import type { Clock, Seconds } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import type { AccountStore } from './account-store.ts';
import type { AuditFault } from './audit/create-audit-log.ts';
import type { OnAccountDeleted } from './leaving/on-account-deleted.ts';
import type { MailFailure } from './mail/create-postman.ts';
import type { MailSuspicion } from './mail/mail-facts.ts';
import type { SendMail } from './mail/mail-message.ts';
import type { MailPages } from './mail/mail-pages.ts';
import type { MailTexts } from './mail/mail-texts.ts';
import type { PasskeySite, UnsealedPasskeys } from './passkeys/passkey-site.ts';
import type { ResolvedMail } from './mail/resolve-mail-options.ts';
import type { ProviderOptions, ResolvedProvider } from './providers/provider-options.ts';
import type { DeclaredRoles } from './roles/declare-roles.ts';

/** What `createAccounts` takes. */
export interface AccountsOptions {
  /** The engine that starts and ends the sessions. */
  readonly gemel: Gemel;
  readonly store: AccountStore;
  readonly passwords?: {
    /** Code points that a new password has at least; 15 where it is the only factor, never below 8. */
    readonly minLength?: number;
    /** Code points that a new password has at most; never below 64. */
    readonly maxLength?: number;
    /** Words that no password may be made of, such as the service's name; the issuer's host counts already. */
    readonly contextWords?: readonly string[];
  };
  readonly hashing?: {
    /** Memory of one argon2id hash in KiB. */
    readonly memoryKiB?: number;
    /** Passes over that memory. */
    readonly passes?: number;
    /** Lanes of one hash. */
    readonly parallelism?: number;
    /** Hashes computed at once; by default one for each core. */
    readonly concurrency?: number;
    /** Hashes that may wait; beyond it, `hashing_busy` at once. By default 32 for each that runs. */
    readonly maxQueue?: number;
    /** Secret outside the store that goes into every hash; a list to rotate, the first one in use. A lost pepper is a lost password. */
    readonly pepper?: string | readonly string[];
  };
  readonly throttling?: {
    /** Wrong passwords for one account from one client address (an IPv6 /64); a session that is asked for its owner's password has as many. */
    readonly pair?: LimitOptions;
    /** Wrong passwords for one account from all addresses from which it has no session. */
    readonly account?: LimitOptions;
    /** Wrong passwords in a row, of one account from strangers as of one pair; a right one forgets them. At most 100 at once (NIST SP 800-63B-4). */
    readonly inARow?: LimitOptions;
    /** Wrong passwords from one client address (an IPv6 /64), for whichever accounts. */
    readonly address?: LimitOptions;
    /** Wrong passwords from one network (an IPv4 /24, an IPv6 /48), for whichever accounts. */
    readonly network?: LimitOptions;
    /** Sign-ups from one client address; its network has five times as many. */
    readonly signUps?: LimitOptions;
    /** Challenges for signing in with a passkey, from one client address; its network has five times as many. */
    readonly passkeys?: LimitOptions;
    /** Beginnings of a sign-in by a provider, from one client address; its network has five times as many. */
    readonly providers?: LimitOptions;
  };
  /** How mail leaves; without it nothing is sent, and what needs mail is not there. */
  readonly mail?: {
    /** Sends one message; called behind the requests, again where it rejects. */
    readonly send: SendMail;
    /** Address of the sender, with or without a name; handed to `send` as it is. */
    readonly from?: string;
    /** What the service is called in messages; by default the issuer's host. */
    readonly service?: string;
    /** What messages say; English by default. */
    readonly texts?: MailTexts;
    /** Paths below the issuer's URL to which messages lead. */
    readonly pages?: Partial<MailPages>;
    /** Whether nobody signs in before the address has been confirmed; only then does no sign-up tell whether an address was taken. */
    readonly requiresVerifiedEmail?: boolean;
    /** Whether a mailed link signs in. False by default: a mailbox is one factor, and one that can be phished (ASVS 6.3.6). */
    readonly signInLinks?: boolean;
    /** Which suspicious sign-ins their owner is told of; all of them by default. Changes of what opens an account are always told. */
    readonly notices?: Partial<SuspicionNotices>;
    /** Told of each message that is given up, by kind and reason. */
    readonly onFailed?: (failure: MailFailure) => void;
  };
  readonly secondFactor?: {
    /** Who has to show a second factor on signing in, and to set one up where there is none: nobody but those who have one (default), everybody, or whoever has one of these roles. */
    readonly required?: SecondFactorPolicy;
    /** Of how many steps of 30 seconds a code of an app is taken: 3 (default), the one before and the one after too, or 1, so that none is good for longer (ASVS 6.5.5). */
    readonly totpSteps?: TotpSteps;
  };
  /** What roles permit, by their names; beside those that the store keeps. Left out, roles are the store's alone. */
  readonly roles?: DeclaredRoles;
  /** Roles that whoever embeds accounts brings along: there from the start, and changed by nobody. */
  readonly builtInRoles?: DeclaredRoles;
  readonly audit?: {
    /** Seconds that what happened is kept; a year by default, a day at least. */
    readonly keepFor?: Seconds;
    /** Told when the store does not take what happened; it is tried again. */
    readonly onFault?: (fault: AuditFault) => void;
  };
  readonly passkeys?: {
    /** The domain that passkeys belong to: the issuer's host, or a domain that it lies in. Whoever changes it makes every passkey useless. */
    readonly rpId?: string;
    /** Origins of the pages and apps that may make and show passkeys; by default the issuer's alone. */
    readonly origins?: readonly string[];
    /** What an authenticator calls the service; by default the issuer's host. */
    readonly service?: string;
    /**
     * What is done with a passkey of the store that has no seal: it is refused, or (`seal`) taken, and sealed when it is used. `seal` is for the first weeks
     * after an upgrade from a version without seals; as long as it stands, whoever can write to the store can plant a passkey.
     */
    readonly unsealed?: UnsealedPasskeys;
  };
  readonly leaving?: {
    /** Removes what the application itself keeps about an account that is being deleted; asked until it resolves, before the account is forgotten. */
    readonly onAccountDeleted?: OnAccountDeleted;
  };
  /** Providers of OpenID Connect that people may sign in with, by the names that stand in paths and in the store. */
  readonly providers?: Readonly<Record<string, ProviderOptions>>;
  readonly linking?: {
    /** Accounts elsewhere that one account here may be linked with. */
    readonly mostPerAccount?: number;
  };
  /** For tests that control time; by default the engine's. */
  readonly clock?: Clock;
}

/** Whether an owner is told of each kind. */
export type SuspicionNotices = Readonly<Record<MailSuspicion, boolean>>;

export interface PasswordOptions {
  readonly minLength: number;
  readonly maxLength: number;
  readonly contextWords: readonly string[];
}

export interface HashingOptions {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly parallelism: number;
  readonly concurrency: number;
  readonly maxQueue: number;
  readonly peppers: readonly string[];
}

/** `burst` at once, and one more for each `interval` that passes: in any time `t`, no more than `burst + t / interval`. */
export interface LimitOptions {
  readonly burst: number;
  readonly interval: Seconds;
}

export type ThrottledThing = 'pair' | 'account' | 'inARow' | 'address' | 'network' | 'signUps' | 'passkeys' | 'providers';

export type ThrottlingOptions = Readonly<Record<ThrottledThing, LimitOptions>>;

/** Who needs a second factor, beside those who have set one up. */
export type SecondFactorPolicy = 'never' | 'always' | { readonly roles: readonly string[] };

/** The present step alone, or the one before and the one after it as well. */
export type TotpSteps = 1 | 3;

export interface AuditOptions {
  readonly keepFor: Seconds;
  readonly onFault: (fault: AuditFault) => void;
}

/** The same with every default filled in. */
export interface ResolvedAccountsOptions {
  readonly passwords: PasswordOptions;
  readonly hashing: HashingOptions;
  readonly throttling: ThrottlingOptions;
  readonly secondFactor: { readonly required: SecondFactorPolicy; readonly totpSteps: TotpSteps };
  readonly audit: AuditOptions;
  /** Undefined: the options say nothing of roles. */
  readonly roles: DeclaredRoles | undefined;
  readonly builtInRoles: DeclaredRoles;
  /** Undefined: there is no mail. */
  readonly mail: ResolvedMail | undefined;
  readonly passkeys: PasskeySite;
  readonly leaving: { readonly onAccountDeleted: OnAccountDeleted };
  readonly providers: readonly ResolvedProvider[];
  readonly linking: { readonly mostPerAccount: number };
}

/** Every default of accounts. `concurrency` and `maxQueue` follow the machine. */
export const accountDefaults = {
  passwords: { minLength: 15, maxLength: 256 },
  hashing: { memoryKiB: 19_456, passes: 2, parallelism: 1, queuePerHash: 32 },
  throttling: {
    pair: { burst: 10, interval: 900 },
    account: { burst: 30, interval: 1800 },
    inARow: { burst: 100, interval: 25_920 },
    address: { burst: 100, interval: 60 },
    network: { burst: 300, interval: 10 },
    signUps: { burst: 100, interval: 60 },
    passkeys: { burst: 100, interval: 1 },
    providers: { burst: 100, interval: 1 },
  },
  mail: {
    requiresVerifiedEmail: false,
    signInLinks: false,
    notices: { 'new-device': true, 'new-network': true, 'second-factor-failed': true, 'passkey-copied': true },
  },
  secondFactor: { required: 'never', totpSteps: 3 },
  passkeys: { unsealed: 'refuse' },
  audit: { keepFor: 31_536_000 },
  linking: { mostPerAccount: 20 },
} as const;
