/** The first proof that an account's address is its owner's: it is verified, and password and authenticators of before are gone. S25 */
import { GemelError } from '@gemel/protocol';
import type { AccountRecord } from '../account.ts';
import { removeAuthenticators } from '../authenticators/remove-authenticators.ts';
import { changeAccount } from '../change-account.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import type { ProvenSignIn } from '../sign-in/finish-sign-in.ts';

/** Leaves the sessions to end as pending. @throws GemelError `subject_changed` where something else changed the account meanwhile */
export async function claimAddress(
  parts: AccountParts,
  { account: before, client }: Pick<ProvenSignIn, 'account' | 'client'>,
): Promise<AccountRecord> {
  const { store, audit, mail, now } = parts;
  await removeAuthenticators(parts, before.id);
  const changed = await changeAccount(store, before.id, (record) => {
    if (record.stamp !== before.stamp || record.isDisabled) throw new GemelError('subject_changed');
    const at = now();
    const pendingEnd = { reason: 'password_changed', except: null } as const;
    return { ...record, emailVerifiedAt: at, passwordHash: null, passwordChangedAt: at, stamp: record.stamp + 1, pendingEnd };
  });
  if (changed === undefined) throw new GemelError('subject_changed');
  audit.write({ kind: 'email.verified', subject: before.id, client });
  if (before.passwordHash === null) return changed;
  audit.write({ kind: 'password.removed', subject: before.id, client });
  mail?.post('factor-removed', changed.email, { factor: 'password', ...occasionOf(now(), client) });
  return changed;
}
