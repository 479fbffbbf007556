/** What an administrator does to accounts; each takes effect in the account's live sessions as well. */
import { GemelError } from '@gemel/protocol';
import { accountOf, type AccountRecord, hasSameGrants } from './account.ts';
import type { Accounts, Grants } from './accounts.ts';
import { changeAccount, endPendingSessions } from './change-account.ts';
import { parseEmail } from './email/parse-email.ts';
import type { AccountParts } from './parts.ts';

type Administration = Pick<Accounts, 'setDisabled' | 'grant' | 'deleteAccount' | 'finishPending'>;

export function createAdministration(parts: AccountParts): Administration {
  const { gemel, store } = parts;

  const setDisabled: Accounts['setDisabled'] = async (subject, isDisabled) => {
    const changed = await changeAccount(store, subject, (record) => ({
      ...record,
      isDisabled,
      pendingEnd: isDisabled ? { reason: 'account_disabled', except: null } : record.pendingEnd,
    }));
    if (changed !== undefined) await endPendingSessions(parts, changed);
    return changed !== undefined;
  };

  /**
   * Brings the account's grants into its sessions; again where they were changed meanwhile, so that the last word is the account's.
   * Sign-ins under way read the old grants: this stops them, too, and they start again.
   */
  const applyGrants = async (record: AccountRecord): Promise<AccountRecord> => {
    await gemel.changeGrants(record.id, { roles: record.roles, permissions: record.permissions });
    const now = await store.findById(record.id);
    if (now === undefined || hasSameGrants(now, record)) return record;
    return applyGrants(now);
  };

  return {
    setDisabled,

    grant: async (email, grants) => {
      const address = parseEmail(email);
      if (address === undefined) throw new GemelError('email_invalid');
      const given = checkGrants(grants);
      const record = await store.findByEmail(address.email);
      const changed = record && (await changeAccount(store, record.id, (now) => ({ ...now, ...given })));
      if (changed === undefined) return undefined;
      return accountOf(await applyGrants(changed));
    },

    // Disabled first, so that a crash in between leaves an account that is closed and whose sessions are still to end. S08
    deleteAccount: async (subject) => (await setDisabled(subject, true)) && store.remove(subject),

    finishPending: async () => {
      const pending = await store.listPending();
      for (const record of pending) await endPendingSessions(parts, record);
      return pending.length;
    },
  };
}

/** Returns the grants that were given, each once. @throws GemelError `request_malformed` where one is no name */
function checkGrants({ roles, permissions }: Grants): Grants {
  for (const name of [...(roles ?? []), ...(permissions ?? [])]) {
    if (typeof name !== 'string' || !/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/.test(name)) {
      throw new GemelError(
        'request_malformed',
        `${JSON.stringify(name)} is not the name of a role or permission: no spaces, quotes or control characters.`,
      );
    }
  }
  return {
    ...(roles === undefined ? {} : { roles: [...new Set(roles)] }),
    ...(permissions === undefined ? {} : { permissions: [...new Set(permissions)] }),
  };
}
