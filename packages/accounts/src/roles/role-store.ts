/** What a store of roles must do: few records, read whole, each changed by compare-and-swap. */

/** What a role permits, and whether all who have it have heard. */
export interface RoleRecord {
  readonly name: string;
  readonly permissions: readonly string[];
  /** True where the options of the accounts declare it; then nothing else changes it. */
  readonly isDeclared: boolean;
  /** True where it permits nothing any more, and goes once nobody's session says otherwise. */
  readonly isRemoved: boolean;
  /** False as long as sessions may stand that do not know of the last change; a crash in between is made good by it. */
  readonly isSettled: boolean;
  /** Rises with every `write`; the compare-and-swap goes by it. 0 before the first. */
  readonly version: number;
}

/** Every method rejects with `GemelError` `store_unavailable` where the engine did not answer. */
export interface RoleStore {
  /** By name, in the order of its bytes. */
  list(): Promise<readonly RoleRecord[]>;
  /** Writes everything, and `version` + 1: of version 0 if there is no such role, of any other if that version still stands. */
  write(record: RoleRecord): Promise<'written' | 'conflict'>;
  /** Removes the record if its version still stands. */
  remove(name: string, version: number): Promise<boolean>;
}
