/** Change of password by its owner: current and new are asked for, every other session ends, this one gets new secrets. ASVS 6.2.3, F18 */
import { GemelError } from '@gemel/protocol';
import type { Accounts } from './accounts.ts';
import { changeAccount, endPendingSessions } from './change-account.ts';
import { parseEmail } from './email/parse-email.ts';
import { type AccountParts, requireTexts } from './parts.ts';
import { authenticationFacts } from './sign-in/authentication-event.ts';
import { occasionOf } from './mail/occasion.ts';
import { judgePassword } from './step-up/judge-password.ts';

export function createChangePassword(parts: AccountParts): Accounts['changePassword'] {
  const { gemel, store, hasher, checkPassword, mail, now: readNow, audit } = parts;
  return async (change) => {
    const { subject, sid, currentPassword, newPassword, client } = change;
    requireTexts({ subject, sid, currentPassword, newPassword });
    const record = await store.findById(subject);
    const address = record === undefined ? undefined : parseEmail(record.email);
    if (record === undefined || address === undefined) throw new GemelError('sign_in_failed');
    // `except` and `stepUp` trust the sid: it has to be this subject's.
    const session = (await gemel.listSessions(subject)).find((one) => one.sid === sid);
    if (session === undefined) throw new GemelError('session_unknown');
    if (session.act !== undefined) throw new GemelError('impersonation_limited', { sid });

    const checked = await checkPassword(newPassword, address);
    await judgePassword(parts, record, { sid, password: currentPassword, client });
    const passwordHash = await hasher.hash(checked);
    const changed = await changeAccount(store, subject, (now) => {
      // Another change of password, or a disabling, came first.
      if (now.passwordHash !== record.passwordHash || now.isDisabled) throw new GemelError('subject_changed');
      const pendingEnd = { reason: 'password_changed', except: sid } as const;
      return { ...now, passwordHash, passwordChangedAt: readNow(), stamp: now.stamp + 1, pendingEnd };
    });
    if (changed === undefined) throw new GemelError('subject_changed');
    audit.write({ kind: 'password.changed', subject, sid, client });
    await endPendingSessions(parts, changed);
    mail?.post('password-changed', changed.email, occasionOf(readNow(), client));
    // A session of two factors stays one, as old as it was: the password alone is no second proof of both.
    const { authentication } = session;
    return gemel.stepUp(sid, authentication.acr === 'aal2' ? authentication : authenticationFacts(['password']));
  };
}
