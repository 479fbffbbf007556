/** `POST /admin/users/{subject}/grants`: replaces what an account, and each of its sessions, may do. */
import type { Account } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { checkMayGive, checkMayGiveAhead, checkMayGiveRoles } from '../check-reach.ts';
import { grantNameField, reasonField, subjectField } from '../fields.ts';
import { findUserToChange } from './find-user.ts';
import { userSchema } from './user-answer.ts';

export interface GrantUser {
  readonly subject: string;
  readonly roles?: readonly string[] | undefined;
  readonly permissions?: readonly string[] | undefined;
  readonly reason?: string | undefined;
}

const names = z.array(grantNameField).max(200);

export const grantUser: AdminOperation<GrantUser, Account> = {
  name: 'users.grant',
  method: 'POST',
  path: '/admin/users/{subject}/grants',
  scope: 'roles:write',
  wantsRecent: true,
  summary: 'Replace the roles, the permissions, or both, of an account and of its sessions',
  input: z.strictObject({
    subject: subjectField,
    roles: names.describe('All that it is to have; left out, they stay.').optional(),
    permissions: names.describe('All that it is to have of its own; left out, they stay.').optional(),
    reason: reasonField.optional(),
  }),
  answer: { kind: 'json', schema: userSchema },
  errors: ['not_found', 'data_conflict'],
  run: async (context, { subject, roles, permissions }) => {
    const { roles: held } = await findUserToChange(context, subject);
    checkMayGive(context, permissions ?? []);
    await checkMayGiveRoles(context, roles ?? []);
    await checkMayGiveAhead(
      context,
      (roles ?? []).filter((name) => !held.includes(name)),
    );
    const grants = { ...(roles === undefined ? {} : { roles }), ...(permissions === undefined ? {} : { permissions }) };
    const account = await context.accounts.grantBySubject(subject, grants, administeringBy(context));
    if (account === undefined) throw new GemelError('not_found');
    return account;
  },
};
