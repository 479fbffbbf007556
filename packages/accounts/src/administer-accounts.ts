/** What an administrator does to accounts; each takes effect in the account's live sessions as well. */
import { GemelError } from '@gemel/protocol';
import { accountOf, isLeaving } from './account.ts';
import { createAddAccount } from './add-account.ts';
import { byOperator, headOf, revokerOf } from './administering.ts';
import type { Accounts, Grants } from './accounts.ts';
import { createResetFactors } from './authenticators/reset-factors.ts';
import { changeAccount, endPendingSessions } from './change-account.ts';
import { challengePurposes, isChallengePurpose } from './challenges/challenge-purposes.ts';
import { parseEmail } from './email/parse-email.ts';
import { checkGrantNames } from './is-grant-name.ts';
import { deleteAccount, finishDeletion } from './leaving/delete-account.ts';
import { occasionOf } from './mail/occasion.ts';
import { tellOwner } from './mail/tell-owner.ts';
import { type AccountParts, requireTexts } from './parts.ts';
import { applyGrants } from './roles/apply-grants.ts';

/** Of one-time things that a change of what proves ownership makes void. */
const voidPurposes = Object.keys(challengePurposes)
  .filter(isChallengePurpose)
  .filter((purpose) => challengePurposes[purpose].outlivesChanges !== true);

type Administration = Pick<
  Accounts,
  'addAccount' | 'setDisabled' | 'resetFactors' | 'grant' | 'grantBySubject' | 'deleteAccount' | 'finishPending'
>;

export function createAdministration(parts: AccountParts): Administration {
  const { store, audit, now: readNow } = parts;

  const setDisabled: Accounts['setDisabled'] = async (subject, isDisabled, by = byOperator) => {
    let wasDisabled = false;
    const changed = await changeAccount(store, subject, (record) => {
      wasDisabled = record.isDisabled;
      const pendingEnd = isDisabled ? ({ reason: 'account_disabled', except: null } as const) : record.pendingEnd;
      return { ...record, isDisabled, stamp: record.stamp + 1, pendingEnd };
    });
    if (changed === undefined) return false;
    audit.write({ kind: isDisabled ? 'account.disabled' : 'account.enabled', ...headOf(by), subject });
    await endPendingSessions(parts, changed, revokerOf(by));
    if (isDisabled) {
      // They are void since the stamp rose; nobody has to keep them. What takes a change back is kept, and good again with the account.
      for (const purpose of voidPurposes) await store.challenges.removeOf(subject, purpose);
      if (!wasDisabled) tellOwner(parts, 'account-disabled', changed, occasionOf(readNow(), undefined));
    }
    return true;
  };

  const grantBySubject: Accounts['grantBySubject'] = async (subject, grants, by = byOperator) => {
    requireTexts({ subject });
    const given = checkGrants(grants);
    const changed = await changeAccount(store, subject, (record) => ({ ...record, ...given, hasPendingGrants: true }));
    if (changed === undefined) return undefined;
    const { roles, permissions } = changed;
    audit.write({ kind: 'grants.changed', ...headOf(by), subject, roles, permissions });
    return accountOf(await applyGrants(parts, changed));
  };

  return {
    setDisabled,
    resetFactors: createResetFactors(parts),

    addAccount: createAddAccount(parts),

    grant: async (email, grants, by) => {
      const address = parseEmail(email);
      if (address === undefined) throw new GemelError('email_invalid');
      const given = checkGrants(grants);
      const record = await store.findByEmail(address.email);
      return record && grantBySubject(record.id, given, by);
    },
    grantBySubject,

    deleteAccount: (subject, by = byOperator) => deleteAccount(parts, subject, headOf(by)),

    finishPending: async () => {
      const pending = await store.listPending();
      for (const record of pending) {
        if (isLeaving(record)) {
          await finishDeletion(parts, record, { actor: 'system' });
          continue;
        }
        await endPendingSessions(parts, record);
        if (record.hasPendingGrants) await applyGrants(parts, record);
      }
      return pending.length;
    },
  };
}

/** Returns the grants that were given, each once. @throws GemelError `request_malformed` where one is no name */
function checkGrants({ roles, permissions }: Grants): Grants {
  checkGrantNames([...(roles ?? []), ...(permissions ?? [])]);
  return {
    ...(roles === undefined ? {} : { roles: [...new Set(roles)] }),
    ...(permissions === undefined ? {} : { permissions: [...new Set(permissions)] }),
  };
}
