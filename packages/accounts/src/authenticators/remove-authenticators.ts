/** Takes away every authenticator of an account that nobody had shown to be theirs. S25 */
import type { AccountParts } from '../parts.ts';

/** Of somebody who never showed to hold the mailbox. Tells the audit log; raises no stamp. */
export async function removeAuthenticators({ store, audit }: Pick<AccountParts, 'store' | 'audit'>, account: string): Promise<void> {
  for (const { id, kind } of await store.authenticators.listByAccount(account)) {
    if (await store.authenticators.remove(account, id))
      audit.write({ kind: 'factor.removed', actor: 'system', subject: account, factor: kind });
  }
}
