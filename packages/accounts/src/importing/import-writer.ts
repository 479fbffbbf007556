/** Where imported accounts go: into the store, or for a rehearsal nowhere, with the same answers. */
import type { AccountRecord } from '../account.ts';
import type { AccountStore } from '../account-store.ts';

export interface Writer {
  /** As the store's `insertMany`. */
  write(records: readonly AccountRecord[]): Promise<readonly ('inserted' | 'taken')[]>;
  hasEmail(email: string): Promise<boolean>;
}

export function createWriter(store: AccountStore): Writer {
  return {
    write: (records) => store.insertMany(records),
    hasEmail: async (email) => (await store.findByEmail(email)) !== undefined,
  };
}

/** Remembers what it was given, which takes memory for each account. */
export function createRehearsal(store: AccountStore): Writer {
  const [ids, emails] = [new Set<string>(), new Set<string>()];
  const hasEmail: Writer['hasEmail'] = async (email) => emails.has(email) || (await store.findByEmail(email)) !== undefined;
  const hasId = async (id: string): Promise<boolean> => ids.has(id) || (await store.findById(id)) !== undefined;
  return {
    hasEmail,
    write: async (records) => {
      const taken = await Promise.all(records.map(async ({ id, email }) => (await hasEmail(email)) || hasId(id)));
      return records.map(({ id, email }, at) => {
        if (taken[at] === true || ids.has(id) || emails.has(email)) return 'taken';
        ids.add(id);
        emails.add(email);
        return 'inserted';
      });
    },
  };
}
