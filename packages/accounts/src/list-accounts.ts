/** Accounts by the beginning of their addresses, page by page. */
import { GemelError } from '@gemel/protocol';
import { accountOf } from './account.ts';
import type { Accounts } from './accounts.ts';
import { type AccountParts, requireTexts } from './parts.ts';

const defaultLimit = 50;
const mostLimit = 200;

export function createListAccounts({ store }: Pick<AccountParts, 'store'>): Accounts['list'] {
  return async ({ email = '', after = '', limit = defaultLimit } = {}) => {
    requireTexts({ email, after });
    if (!Number.isSafeInteger(limit) || limit < 1 || limit > mostLimit)
      throw new GemelError('request_malformed', `limit is not 1 to ${mostLimit}`);
    // Addresses are stored in lower case; the beginning of one is no address that could be parsed.
    const found = await store.listByEmail({ prefix: email.trim().toLowerCase(), after, limit: limit + 1 });
    const page = found.slice(0, limit);
    return { accounts: page.map(accountOf), next: found.length > limit ? page.at(-1)?.email : undefined };
  };
}
