/**
 * The deletion of an account: closed first, in one step that nothing leads back from; then its sessions end, by the feed; then everything that
 * belongs to it goes. A crash in between leaves an account that is closed, and whose rest goes at the next start. S08
 */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import { type AccountRecord, isLeaving } from '../account.ts';
import { revokerOf } from '../administering.ts';
import type { AuditActor } from '../audit/audit-event.ts';
import { changeAccount } from '../change-account.ts';
import { exportLimit } from './export-limit.ts';
import { occasionOf } from '../mail/occasion.ts';
import { tellOwner } from '../mail/tell-owner.ts';
import type { AccountParts } from '../parts.ts';
import { secondFactorKeys } from '../second-factor/judge-second-factor.ts';

/** By whom, and from where. */
export interface Departure {
  readonly actor: AuditActor;
  readonly sid?: string;
  readonly client?: ClientFacts | undefined;
}

/** However many change the account at the same moment: whoever leaves is not told to come back later. */
const mostTries = 1024;

/** Returns whether this call is the one that removed it; false too where there was none. Safe to repeat, and to run many times at once. */
export async function deleteAccount(parts: AccountParts, subject: string, by: Departure): Promise<boolean> {
  const closed = await closeForGood(parts, subject);
  return closed !== undefined && finishDeletion(parts, closed, by);
}

/** Returns the closed account; undefined where there is none. */
async function closeForGood({ store }: AccountParts, subject: string): Promise<AccountRecord | undefined> {
  const close = (record: AccountRecord): AccountRecord => ({
    ...record,
    isDisabled: true,
    stamp: record.stamp + 1,
    pendingEnd: { reason: 'account_deleted', except: null },
  });
  const closed = await changeAccount(store, subject, close, mostTries);
  if (closed !== undefined) return closed;
  // There is none, or somebody else has closed it already: then both go on, and one removes it.
  return store.findById(subject);
}

/** Goes on where a deletion was left. @throws what the application's own part throws; the account stays closed */
export async function finishDeletion(parts: AccountParts, record: AccountRecord, by: Departure): Promise<boolean> {
  const { gemel, store, throttle, audit } = parts;
  const { id: subject, email } = record;
  if (!isLeaving(record)) throw new GemelError('data_conflict', { subject });
  // This raises the subject's version as well: no sign-in that began before yields a session after it.
  const revoker = by.actor === 'owner' ? subject : revokerOf(by);
  await gemel.revokeSubject(subject, { reason: 'account_deleted', ...(revoker === undefined ? {} : { by: revoker }) });
  await parts.onAccountDeleted({ subject, email });
  await throttle.forgive(email, by.client?.address ?? '');
  await store.limits.forget([...secondFactorKeys(subject), exportLimit(subject).key]);
  if (!(await store.remove(subject))) return false;
  audit.write({ kind: 'account.deleted', subject, ...by });
  tellOwner(parts, 'account-deleted', record, occasionOf(parts.now(), by.actor === 'owner' ? by.client : undefined));
  return true;
}
