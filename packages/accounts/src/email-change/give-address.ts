/** Gives an account another address, if nobody else has it: the store decides, so that of two at once one gets it. */
import { GemelError } from '@gemel/protocol';
import type { AccountRecord } from '../account.ts';
import type { AccountStore } from '../account-store.ts';

const usualTries = 16;

/**
 * Reads the record, applies `change`, writes it with the address; again where another change came between. Returns what was written, or
 * `undefined` where there is no such account, or another one has the address.
 *
 * @throws GemelError `data_conflict` where others were always faster, and whatever `change` throws
 */
export async function giveAddress(
  store: Pick<AccountStore, 'findById' | 'replace'>,
  id: string,
  email: string,
  change: (record: AccountRecord) => AccountRecord | Promise<AccountRecord>,
  mostTries: number = usualTries,
): Promise<AccountRecord | undefined> {
  for (let tries = 0; tries < mostTries; tries++) {
    const record = await store.findById(id);
    if (record === undefined) return undefined;
    const changed = { ...(await change(record)), email };
    const outcome = await store.replace(changed);
    if (outcome === 'replaced') return { ...changed, version: record.version + 1 };
    if (outcome === 'taken') return undefined;
  }
  throw new GemelError('data_conflict', { id, tries: mostTries });
}
