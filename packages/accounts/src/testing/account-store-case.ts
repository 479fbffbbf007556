/** One thing that every account store must do. */
import type { AccountStore } from '../account-store.ts';

export interface AccountStoreCase {
  readonly name: string;
  /** @param open returns a store on the same, first empty, tables: another connection each time, where the engine has connections */
  run(open: () => Promise<AccountStore>): Promise<void>;
}
