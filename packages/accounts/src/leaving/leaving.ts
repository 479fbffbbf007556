/** How the owner of an account leaves, and what goes along. */
import { GemelError } from '@gemel/protocol';
import { type Administering, byOperator, headOf } from '../administering.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { type Asking, requireRecent } from '../step-up/require-recent.ts';
import type { AccountExport } from './account-export.ts';
import { deleteAccount } from './delete-account.ts';
import { exportAccount } from './export-account.ts';
import { exportLimit } from './export-limit.ts';

export interface Leaving {
  /**
   * Deletes the account of whoever asks, for good: its sessions end everywhere, and its authenticators, links and challenges go with it. The owner hears of it by
   * mail. Resolves when nothing of it is left but what the audit log says of a subject that names nobody any more.
   *
   * @throws GemelError what `requireRecent` throws: `session_unknown`, `authentication_too_weak`, `authentication_too_old`; and what
   *   `onAccountDeleted` throws: the account is closed for good, and `finishPending` goes on
   */
  deleteOwn(asking: Asking): Promise<void>;
  /**
   * Returns what is kept about the account of whoever asks; three times at once, and once more every ten minutes.
   *
   * @throws GemelError what `requireRecent` throws, `export_throttled`
   */
  exportOwn(asking: Asking): Promise<AccountExport>;
  /** The same for whoever runs the service. Returns undefined where there is no such account. */
  exportOf(subject: string, by?: Administering): Promise<AccountExport | undefined>;
}

export function createLeaving(parts: AccountParts): Leaving {
  const { store, audit, now } = parts;
  return {
    deleteOwn: async (asking) => {
      const { id } = await requireRecent(parts, asking);
      await deleteAccount(parts, id, { actor: 'owner', sid: asking.sid, client: asking.client });
    },

    exportOwn: async (asking) => {
      const account = await requireRecent(parts, asking);
      const { isAllowed } = await store.limits.spend([exportLimit(account.id)], now());
      if (!isAllowed) throw new GemelError('export_throttled');
      audit.write({ kind: 'account.exported', subject: account.id, sid: asking.sid, client: asking.client });
      return exportAccount(parts, account);
    },

    exportOf: async (subject, by = byOperator) => {
      requireTexts({ subject });
      const account = await store.findById(subject);
      if (account === undefined) return undefined;
      audit.write({ kind: 'account.exported', ...headOf(by), subject });
      return exportAccount(parts, account);
    },
  };
}
