/** Changes of an account's record that are followed by the end of its sessions, so that neither is lost in a crash. */
import { GemelError } from '@gemel/protocol';
import type { AccountRecord } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { AccountParts } from './parts.ts';

const mostTries = 16;

/**
 * Reads the record, applies `change`, writes; again where another change came between. Returns what was written, or `undefined` where there is no such account.
 *
 * @throws GemelError `data_conflict` where others were always faster, and whatever `change` throws
 */
export async function changeAccount(
  store: AccountStore,
  id: string,
  change: (record: AccountRecord) => AccountRecord,
): Promise<AccountRecord | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const record = await store.findById(id);
    if (record === undefined) return undefined;
    const changed = change(record);
    if ((await store.replace(changed)) === 'replaced') return { ...changed, version: record.version + 1 };
  }
  throw new GemelError('data_conflict', { id, tries: mostTries });
}

/** Ends the sessions that the record's change is to end, then notes that they have ended. Safe to repeat. */
export async function endPendingSessions({ gemel, store }: Pick<AccountParts, 'gemel' | 'store'>, record: AccountRecord): Promise<void> {
  const { id, pendingEnd } = record;
  if (pendingEnd === null) return;
  const { reason, except } = pendingEnd;
  await gemel.revokeSubject(id, { reason, ...(except === null ? {} : { except }) });
  await changeAccount(store, id, (now) => {
    const isOurs = now.pendingEnd?.reason === reason && now.pendingEnd?.except === except;
    return isOurs ? { ...now, pendingEnd: null } : now;
  });
}
