/** `POST /admin/users/{subject}/second-factor/end`: for an owner who has lost every second factor. ASVS 6.4.4 */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { reasonField, subjectField } from '../fields.ts';
import { findUserToChange } from './find-user.ts';

export interface EndSecondFactor {
  readonly subject: string;
  readonly reason: string;
}

export const endSecondFactor: AdminOperation<EndSecondFactor, void> = {
  name: 'users.end-second-factor',
  method: 'POST',
  path: '/admin/users/{subject}/second-factor/end',
  scope: 'users:write',
  wantsRecent: true,
  summary: 'Take every second factor away, and the password; end all sessions, tell the owner, and mail the link to a new password',
  input: z.strictObject({ subject: subjectField, reason: reasonField }),
  answer: { kind: 'nothing' },
  errors: ['not_found', 'account_disabled', 'mail_missing', 'mail_throttled', 'data_conflict'],
  run: async (context, { subject }) => {
    const { email, isDisabled } = await findUserToChange(context, subject);
    const { passwordReset, resetFactors } = context.accounts;
    if (passwordReset === undefined) throw new GemelError('mail_missing');
    if (isDisabled) throw new GemelError('account_disabled');
    if (!(await resetFactors(subject, administeringBy(context)))) throw new GemelError('not_found');
    await passwordReset.ask(email);
  },
};
