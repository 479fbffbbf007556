/** `POST /admin/users/{subject}/reset-link`: mails the owner the link to a new password; nobody else sees it, or chooses the password. ASVS 6.4.6 */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { reasonField, subjectField } from '../fields.ts';
import { findUserToChange } from './find-user.ts';

export interface SendResetLink {
  readonly subject: string;
  readonly reason?: string | undefined;
}

export const sendResetLink: AdminOperation<SendResetLink, void> = {
  name: 'users.send-reset-link',
  method: 'POST',
  path: '/admin/users/{subject}/reset-link',
  scope: 'users:write',
  summary: 'Mail the owner a link to a new password, which only they choose',
  input: z.strictObject({ subject: subjectField, reason: reasonField.optional() }),
  answer: { kind: 'nothing' },
  errors: ['not_found', 'account_disabled', 'mail_missing', 'mail_throttled'],
  run: async (context, { subject }) => {
    const { email, isDisabled } = await findUserToChange(context, subject);
    const { passwordReset } = context.accounts;
    if (passwordReset === undefined) throw new GemelError('mail_missing');
    if (isDisabled) throw new GemelError('account_disabled');
    await passwordReset.ask(email);
  },
};
