/** Change of password by its owner: current and new are asked for, every other session ends, this one gets new secrets. ASVS 6.2.3, F18 */
import { GemelError } from '@gemel/protocol';
import type { Accounts, ChangePassword } from './accounts.ts';
import type { AccountRecord } from './account.ts';
import { changeAccount, endPendingSessions } from './change-account.ts';
import { parseEmail } from './email/parse-email.ts';
import { type AccountParts, requireTexts } from './parts.ts';
import { normalisePassword } from './passwords/normalise-password.ts';

export function createChangePassword(parts: AccountParts): Accounts['changePassword'] {
  const { gemel, store, hasher, checkPassword, throttle, clock } = parts;
  return async (change) => {
    const { subject, sid, currentPassword, newPassword } = change;
    requireTexts({ subject, sid, currentPassword, newPassword });
    const record = await store.findById(subject);
    const address = record === undefined ? undefined : parseEmail(record.email);
    if (record === undefined || address === undefined) throw new GemelError('sign_in_failed');
    // `except` and `stepUp` trust the sid: it has to be this subject's.
    if (!(await gemel.listSessions(subject)).some((session) => session.sid === sid)) throw new GemelError('session_unknown');

    const checked = await checkPassword(newPassword, address);
    await judgeCurrent(parts, record, change);
    const passwordHash = await hasher.hash(checked);
    const changed = await changeAccount(store, subject, (now) => {
      // Another change of password, or a disabling, came first.
      if (now.passwordHash !== record.passwordHash || now.isDisabled) throw new GemelError('subject_changed');
      return { ...now, passwordHash, passwordChangedAt: clock.wallMs() / 1000, pendingEnd: { reason: 'password_changed', except: sid } };
    });
    if (changed === undefined) throw new GemelError('subject_changed');
    await endPendingSessions(parts, changed);
    return gemel.stepUp(sid, { amr: ['pwd'] });
  };

  async function judgeCurrent(
    { hasher: own }: AccountParts,
    record: AccountRecord,
    { sid, currentPassword }: ChangePassword,
  ): Promise<void> {
    // The owner of a session is no stranger: guesses from elsewhere do not make it wait.
    const attempt = await throttle.take(record.email, `session ${sid}`, async () => true);
    const current = normalisePassword(currentPassword);
    const isRight = await own.verify(record.passwordHash, current ?? '').catch(async (error: unknown) => {
      await attempt.abandoned().catch(() => undefined);
      throw error;
    });
    if (current === undefined || !isRight || record.isDisabled) throw new GemelError('sign_in_failed');
    await attempt.succeeded();
  }
}
