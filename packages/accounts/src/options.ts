/** What a caller configures about accounts, what it becomes, and every default in one place. */
import type { Clock, Seconds } from '@gemel/protocol';
import type { Gemel } from 'gemel';
import type { AccountStore } from './account-store.ts';

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
    /** Failed sign-ins for one e-mail address from one client address before the next ones wait. */
    readonly freeFailures?: number;
    /** Failed sign-ins in a row for one e-mail address, from everywhere, before unfamiliar client addresses wait; 100 at most. */
    readonly maxFailures?: number;
    /** Seconds that the first wait takes; each further failure doubles it. */
    readonly firstDelay?: Seconds;
    /** Seconds that a wait takes at most; failures are forgotten after twice as long. */
    readonly longestDelay?: Seconds;
  };
  /** For tests that control time; by default this machine's. */
  readonly clock?: Clock;
}

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

export interface ThrottlingOptions {
  readonly freeFailures: number;
  readonly maxFailures: number;
  readonly firstDelay: Seconds;
  readonly longestDelay: Seconds;
}

/** The same with every default filled in. */
export interface ResolvedAccountsOptions {
  readonly passwords: PasswordOptions;
  readonly hashing: HashingOptions;
  readonly throttling: ThrottlingOptions;
}

/** Every default of accounts. `concurrency` and `maxQueue` follow the machine. */
export const accountDefaults = {
  passwords: { minLength: 15, maxLength: 256 },
  hashing: { memoryKiB: 19_456, passes: 2, parallelism: 1, queuePerHash: 32 },
  throttling: { freeFailures: 5, maxFailures: 100, firstDelay: 1, longestDelay: 3600 },
} as const;
