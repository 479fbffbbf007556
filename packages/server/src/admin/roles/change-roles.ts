/** `POST /admin/roles` and `/admin/roles/remove`: makes a role, changes what it permits, or takes it from everybody. */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { checkMayGive, checkMayGiveRoles } from '../check-reach.ts';
import { grantNameField, reasonField } from '../fields.ts';

export interface DefineRole {
  readonly role: string;
  readonly permissions: readonly string[];
  readonly reason?: string | undefined;
}

export interface RemoveRole {
  readonly role: string;
  readonly reason: string;
}

export interface ConcernedAccounts {
  readonly accounts: number;
}

const concerned: z.ZodType<ConcernedAccounts> = z.object({
  accounts: z.int().min(0).describe('How many accounts have, or had, the role.'),
});

export const defineRole: AdminOperation<DefineRole, ConcernedAccounts> = {
  name: 'roles.define',
  method: 'POST',
  path: '/admin/roles',
  scope: 'roles:write',
  wantsRecent: true,
  summary: 'Make a role, or replace what it permits, in the sessions of everybody who has it as well',
  input: z.strictObject({ role: grantNameField, permissions: z.array(grantNameField).max(200), reason: reasonField.optional() }),
  answer: { kind: 'json', schema: concerned },
  errors: ['data_conflict'],
  run: async (context, { role, permissions }) => {
    checkMayGive(context, permissions);
    await checkMayGiveRoles(context, [role]);
    return { accounts: await context.accounts.roles.define(role, permissions, administeringBy(context)) };
  },
};

export const removeRole: AdminOperation<RemoveRole, ConcernedAccounts> = {
  name: 'roles.remove',
  method: 'POST',
  path: '/admin/roles/remove',
  scope: 'roles:write',
  wantsRecent: true,
  summary: 'Take a role from everybody and forget it',
  input: z.strictObject({ role: grantNameField, reason: reasonField }),
  answer: { kind: 'json', schema: concerned },
  errors: ['not_found', 'data_conflict'],
  run: async (context, { role }) => {
    await checkMayGiveRoles(context, [role]);
    const count = await context.accounts.roles.remove(role, administeringBy(context));
    if (count === undefined) throw new GemelError('not_found');
    return { accounts: count };
  },
};
