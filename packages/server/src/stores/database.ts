/** What the server needs of a database, whichever it is. */
import type { AccountStore } from '@gemel/accounts';
import type { SessionStore } from 'gemel';

/** Both stores over one database. */
export interface OpenDatabase {
  readonly sessions: SessionStore;
  readonly accounts: AccountStore;
  /** Closes the stores, and what they were opened on. */
  close(): Promise<void>;
}

/** Migrations of one component that are lacking or were applied. */
export interface Step {
  readonly component: string;
  readonly numbers: readonly number[];
  /** Of each, where it is known. */
  readonly sql?: readonly string[];
}

/** A database that need not be there yet. */
export interface Database {
  /** Makes what has to be there before anything is opened; leaves what exists. */
  prepare(): void;
  /** One line where it is not even there, with what to do. */
  absence(): string | undefined;
  /** Applies what is lacking, and returns it. @throws GemelError `schema_too_new`, `store_unavailable` */
  migrate(): Promise<readonly Step[]>;
  /** Returns what `migrate` would apply, and changes nothing. @throws GemelError `schema_too_new`, `store_unavailable` */
  findLacking(): Promise<readonly Step[]>;
  /** The stores over migrated tables. @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable` */
  open(): Promise<OpenDatabase>;
  /** The accounts alone, where sessions lie elsewhere. @throws GemelError as `open` does */
  openAccounts(): Promise<Omit<OpenDatabase, 'sessions'>>;
}
