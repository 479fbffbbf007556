/** Takes every second factor of an account away, for an owner who has lost them all: from then on it opens to the mailbox alone. ASVS 6.4.4 */
import type { Accounts } from '../accounts.ts';
import { byOperator, headOf, revokerOf } from '../administering.ts';
import { changeAccount, endPendingSessions } from '../change-account.ts';
import type { MailFactor } from '../mail/mail-facts.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import type { AuthenticatorRecord } from './authenticator-store.ts';

const factors = { totp: 'totp', passkey: 'passkey', recovery_codes: 'recovery-codes' } as const satisfies Partial<
  Record<AuthenticatorRecord['kind'], MailFactor>
>;

type Factor = AuthenticatorRecord & { readonly kind: keyof typeof factors };

export function createResetFactors(parts: AccountParts): Accounts['resetFactors'] {
  const { store, audit, mail, now } = parts;

  return async (subject, by = byOperator) => {
    const { actor, client } = headOf(by);
    requireTexts({ subject });
    // Before the sessions end, so that a passkey that somebody found begins none; and after it, since one may have been adding another.
    const removed = await removeFactors(parts, subject);
    let hadPassword = false;
    const changed = await changeAccount(store, subject, (record) => {
      hadPassword = mail !== undefined && record.passwordHash !== null;
      const pendingEnd = { reason: 'revoked', except: null } as const;
      return { ...record, passwordHash: hadPassword ? null : record.passwordHash, stamp: record.stamp + 1, pendingEnd };
    });
    if (changed === undefined) return false;
    await endPendingSessions(parts, changed, revokerOf(by));
    removed.push(...(await removeFactors(parts, subject)));
    for (const { kind } of removed) audit.write({ kind: 'factor.removed', actor, client, subject, factor: kind });
    if (hadPassword) audit.write({ kind: 'password.removed', actor, client, subject });
    const occasion = occasionOf(now(), undefined);
    for (const { kind, name } of removed)
      mail?.post('factor-removed', changed.email, { factor: factors[kind], ...named(name), ...occasion });
    if (hadPassword) mail?.post('factor-removed', changed.email, { factor: 'password', ...occasion });
    return true;
  };
}

async function removeFactors({ store }: Pick<AccountParts, 'store'>, account: string): Promise<Factor[]> {
  const removed: Factor[] = [];
  for (const record of await store.authenticators.listByAccount(account))
    if (isFactor(record) && (await store.authenticators.remove(account, record.id))) removed.push(record);
  return removed;
}

function isFactor(record: AuthenticatorRecord): record is Factor {
  return Object.hasOwn(factors, record.kind);
}

function named(name: string): { readonly name?: string } {
  return name === '' ? {} : { name };
}
