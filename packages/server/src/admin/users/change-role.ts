/** `POST /admin/users/{subject}/roles/assign` and `…/unassign`: gives an account a role, or takes it away. */
import type { Account } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminContext, AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { checkMayActOn, checkMayGiveRoles } from '../check-reach.ts';
import { grantNameField, reasonField, subjectField } from '../fields.ts';
import { userSchema } from './user-answer.ts';

export interface ChangeRole {
  readonly subject: string;
  readonly role: string;
  readonly reason?: string | undefined;
}

const input: z.ZodType<ChangeRole> = z.strictObject({ subject: subjectField, role: grantNameField, reason: reasonField.optional() });

export const assignRole: AdminOperation<ChangeRole, Account> = {
  name: 'users.assign-role',
  method: 'POST',
  path: '/admin/users/{subject}/roles/assign',
  scope: 'roles:write',
  wantsRecent: true,
  summary: 'Give an account a role, in its sessions as well',
  input,
  answer: { kind: 'json', schema: userSchema },
  errors: ['not_found', 'data_conflict'],
  run: (context, asked) => change(context, asked, 'assign'),
};

export const unassignRole: AdminOperation<ChangeRole, Account> = {
  name: 'users.unassign-role',
  method: 'POST',
  path: '/admin/users/{subject}/roles/unassign',
  scope: 'roles:write',
  wantsRecent: true,
  summary: 'Take a role from an account, in its sessions as well',
  input,
  answer: { kind: 'json', schema: userSchema },
  errors: ['not_found', 'data_conflict'],
  run: (context, asked) => change(context, asked, 'unassign'),
};

async function change(context: AdminContext, { subject, role }: ChangeRole, verb: 'assign' | 'unassign'): Promise<Account> {
  await checkMayActOn(context, subject);
  await checkMayGiveRoles(context, [role]);
  const account = await context.accounts.roles[verb](subject, role, administeringBy(context));
  if (account === undefined) throw new GemelError('not_found');
  return account;
}
