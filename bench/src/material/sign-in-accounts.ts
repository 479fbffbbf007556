/** Accounts on the memory stores with people who all have the same password. */
import crypto from 'node:crypto';
import { type Accounts, createAccounts } from '@gemel/accounts';
import { createMemoryAccountStore } from '@gemel/accounts/stores/memory';
import { createGemel, type Gemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { issuer } from './bench-token.ts';

export interface SignInAccounts {
  readonly gemel: Gemel;
  readonly accounts: Accounts;
  /** Signs in the `index`th person. */
  signIn(index: number): Promise<void>;
}

/** Fewer than may wait for a hash. */
const atOnce = 16;
export const password = 'three lamps over water';

export async function createSignInAccounts(count: number): Promise<SignInAccounts> {
  const secret = crypto.randomBytes(32).toString('base64url');
  const gemel = await createGemel({ issuer, secret, store: createMemoryStore(), freshness: { maxStaleness: 30 } });
  const accounts = createAccounts({ gemel, store: createMemoryAccountStore() });
  const emails = Array.from({ length: count }, (_, index) => `person-${index}@app.example`);
  // Each from another network: no limit is to be met here.
  const clientOf = (index: number) => ({ client: { address: `10.${index >> 8}.${index & 255}.1` } });
  for (let done = 0; done < count; done += atOnce) {
    await Promise.all(
      emails.slice(done, done + atOnce).map((email, index) => accounts.signUp({ email, password, ...clientOf(done + index) })),
    );
  }
  return {
    gemel,
    accounts,
    async signIn(index) {
      const email = emails[index % emails.length] ?? '';
      await accounts.signIn({ email, password, mode: 'both', ...clientOf(index % emails.length) });
    },
  };
}
