/** `POST /admin/users/{subject}/delete`: the end of an account, its sessions and everything that belongs to it. */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { checkMayActOn } from '../check-reach.ts';
import { reasonField, subjectField } from '../fields.ts';

export interface DeleteUser {
  readonly subject: string;
  readonly reason: string;
}

export const deleteUser: AdminOperation<DeleteUser, void> = {
  name: 'users.delete',
  method: 'POST',
  path: '/admin/users/{subject}/delete',
  scope: 'users:write',
  wantsRecent: true,
  summary: 'Delete an account for good: its sessions end everywhere, and everything that belongs to it goes',
  input: z.strictObject({ subject: subjectField, reason: reasonField }),
  answer: { kind: 'nothing' },
  errors: ['not_found', 'data_conflict'],
  run: async (context, { subject }) => {
    await checkMayActOn(context, subject);
    if (!(await context.accounts.deleteAccount(subject, administeringBy(context)))) throw new GemelError('not_found');
  },
};
