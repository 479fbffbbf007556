/** Changes of an account's record that are followed by the end of its sessions, so that neither is lost in a crash. */
import { GemelError } from '@gemel/protocol';
import { type AccountRecord, isLeaving } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { AccountParts } from './parts.ts';

const usualTries = 16;

/**
 * Reads the record, applies `change`, writes; again where another change came between. Returns what was written, or `undefined` where there is no such account
 * or it is being deleted: nothing changes one of those any more.
 *
 * @throws GemelError `data_conflict` where others were always faster, and whatever `change` throws
 */
export async function changeAccount(
  store: AccountStore,
  id: string,
  change: (record: AccountRecord) => AccountRecord,
  mostTries: number = usualTries,
): Promise<AccountRecord | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const record = await store.findById(id);
    if (record === undefined || isLeaving(record)) return undefined;
    const changed = change(record);
    if ((await store.replace(changed)) === 'replaced') return { ...changed, version: record.version + 1 };
  }
  throw new GemelError('data_conflict', { id, tries: mostTries });
}

/** Makes the account's open one-time things void: what proves its ownership has changed. */
export async function raiseStamp(store: AccountStore, id: string): Promise<void> {
  await changeAccount(store, id, (record) => ({ ...record, stamp: record.stamp + 1 }));
}

/**
 * Ends the sessions that the record's change is to end, then notes that they have ended. Safe to repeat.
 *
 * @param by who asks, for the audit log
 */
export async function endPendingSessions(
  { gemel, store }: Pick<AccountParts, 'gemel' | 'store'>,
  record: AccountRecord,
  by?: string,
): Promise<void> {
  const { id, pendingEnd } = record;
  if (pendingEnd === null) return;
  const { reason, except } = pendingEnd;
  await gemel.revokeSubject(id, { reason, ...(except === null ? {} : { except }), ...(by === undefined ? {} : { by }) });
  await changeAccount(store, id, (now) => {
    const isOurs = now.pendingEnd?.reason === reason && now.pendingEnd?.except === except;
    return isOurs ? { ...now, pendingEnd: null } : now;
  });
}
