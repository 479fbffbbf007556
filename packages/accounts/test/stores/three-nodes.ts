/** Three nodes on one database, each with connections of its own. */
import { randomBytes } from 'node:crypto';
import { createGemel, type Gemel } from 'gemel';
import { onTestFinished } from 'vitest';
import { type Accounts, type AccountsOptions, createAccounts } from '../../src/index.ts';
import { cheapHashing, issuer } from '../a-world.ts';
import type { OpenStores } from './describe-on-databases.ts';

export interface AccountsNode {
  readonly gemel: Gemel;
  readonly accounts: Accounts;
}

/** They end with the test. */
export async function openThreeNodes(
  open: OpenStores,
  options: Omit<AccountsOptions, 'gemel' | 'store' | 'hashing'>,
): Promise<readonly AccountsNode[]> {
  const secret = randomBytes(32).toString('base64url');
  const nodes: AccountsNode[] = [];
  while (nodes.length < 3) {
    const stores = await open();
    const gemel = await createGemel({ issuer, secret, store: stores.sessions });
    onTestFinished(async () => {
      await gemel.close();
      await stores.sessions.close();
    });
    nodes.push({ gemel, accounts: createAccounts({ gemel, store: stores.accounts, hashing: cheapHashing, ...options }) });
  }
  return nodes;
}
