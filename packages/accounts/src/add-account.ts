/** An account that somebody else makes for its owner: without a password, until the owner chooses one by a link to the mailbox. */
import { GemelError } from '@gemel/protocol';
import { accountOf, newAccount } from './account.ts';
import type { Accounts } from './accounts.ts';
import { byOperator, headOf } from './administering.ts';
import { parseEmail } from './email/parse-email.ts';
import { type AccountParts, requireTexts } from './parts.ts';

const idBytes = 16;

export function createAddAccount({ store, audit, now, randomText }: AccountParts): Accounts['addAccount'] {
  return async (given, by = byOperator) => {
    requireTexts({ email: given });
    const email = parseEmail(given)?.email;
    if (email === undefined) throw new GemelError('email_invalid');
    const record = newAccount({ id: randomText(idBytes), email, emailVerifiedAt: null, passwordHash: null, createdAt: now() });
    if ((await store.insert(record)) === 'taken') throw new GemelError('email_taken');
    audit.write({ kind: 'account.added', ...headOf(by), subject: record.id });
    return accountOf(record);
  };
}
