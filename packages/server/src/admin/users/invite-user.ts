/** `POST /admin/users/{subject}/invitation`: mails the owner of an account without a password another link to a first one. ASVS 6.4.1, 6.4.6 */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { reasonField, subjectField } from '../fields.ts';
import { findUserToChange } from './find-user.ts';

export interface InviteUser {
  readonly subject: string;
  readonly reason?: string | undefined;
}

export const inviteUser: AdminOperation<InviteUser, void> = {
  name: 'users.invite',
  method: 'POST',
  path: '/admin/users/{subject}/invitation',
  scope: 'users:write',
  summary: 'Mail the owner of an account without a password an invitation to choose one; the one of before is void',
  input: z.strictObject({ subject: subjectField, reason: reasonField.optional() }),
  answer: { kind: 'nothing' },
  errors: ['not_found', 'account_disabled', 'data_conflict', 'mail_missing', 'mail_throttled'],
  run: async (context, { subject }) => {
    const { isDisabled } = await findUserToChange(context, subject);
    const { accountInvitations } = context.accounts;
    if (accountInvitations === undefined) throw new GemelError('mail_missing');
    if (isDisabled) throw new GemelError('account_disabled');
    // It has a password by now: a reset link is for that.
    if (!(await accountInvitations.send(subject, administeringBy(context)))) throw new GemelError('data_conflict', { subject });
  },
};
