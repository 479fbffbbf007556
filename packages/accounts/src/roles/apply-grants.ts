/** Brings what an account may do into its sessions, by the feed: the next check of every credential goes by it. ASVS 8.3.2 */
import { type AccountRecord, hasSameGrants } from '../account.ts';
import { changeAccount } from '../change-account.ts';
import { endActing } from '../impersonation/acting.ts';
import type { AccountParts } from '../parts.ts';

/**
 * Again where the account or its roles were changed meanwhile, so that the last word is theirs; then notes that it is done, where it was
 * pending. Sign-ins under way read the old grants: this stops them, too, and they start again. Sessions in which its owner acts as somebody
 * else end: they were begun by what it might do then. Returns the account whose grants hold now.
 */
export async function applyGrants(
  parts: Pick<AccountParts, 'gemel' | 'store' | 'readRoles' | 'now'>,
  account: AccountRecord,
): Promise<AccountRecord> {
  const { gemel, store, readRoles } = parts;
  const grants = (await readRoles()).grantsOf(account);
  await gemel.changeGrants(account.id, grants);
  await endActing(parts, account.id);
  // The account first, its roles after it, as a sign-in reads them.
  const now = await store.findById(account.id);
  if (now === undefined) return account;
  if (!hasSameGrants((await readRoles()).grantsOf(now), grants)) return applyGrants(parts, now);
  if (!now.hasPendingGrants) return account;
  const noted = await changeAccount(store, account.id, (record) =>
    hasSameGrants(record, account) ? { ...record, hasPendingGrants: false } : record,
  );
  return noted?.hasPendingGrants === true ? applyGrants(parts, noted) : account;
}
