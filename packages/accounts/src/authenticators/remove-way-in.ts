/** Takes one of an account's ways in away, and never the last. */
import { GemelError } from '@gemel/protocol';
import type { AccountRecord } from '../account.ts';
import type { AccountParts } from '../parts.ts';
import type { AuthenticatorRecord } from './authenticator-store.ts';
import { hasWayIn } from './has-way-in.ts';

type Parts = Pick<AccountParts, 'store' | 'providers'>;

/** Returns whether it was still there. @throws GemelError `last_way_in`, and leaves it */
export async function removeWayIn(parts: Parts, account: AccountRecord, record: AuthenticatorRecord): Promise<boolean> {
  const { authenticators } = parts.store;
  const others = (await authenticators.listByAccount(account.id)).filter(({ id }) => id !== record.id);
  if (!hasWayIn(parts, account, others)) throw new GemelError('last_way_in');
  if (!(await authenticators.remove(account.id, record.id))) return false;
  if (hasWayIn(parts, account, await authenticators.listByAccount(account.id))) return true;
  // Two at once may each have seen the other's: whoever leaves nothing behind puts it back.
  await authenticators.insert({ ...record, version: 1 });
  throw new GemelError('last_way_in');
}
