/** `GET /admin/roles`: what roles permit. */
import type { Role } from '@gemel/accounts';
import { z } from 'zod';
import type { AdminOperation, NoInput } from '../admin-operation.ts';

export interface RoleList {
  readonly roles: readonly Role[];
}

const roleSchema: z.ZodType<Role> = z
  .object({
    name: z.string(),
    permissions: z.array(z.string()),
    isDeclared: z.boolean().describe('Declared by the settings, or built in: it is not changed here.'),
    isSettled: z.boolean().describe('False while its last change is still being brought to the sessions of those who have it.'),
  })
  .meta({ id: 'Role' });

export const listRoles: AdminOperation<NoInput, RoleList> = {
  name: 'roles.list',
  method: 'GET',
  path: '/admin/roles',
  scope: 'roles:read',
  summary: 'List the roles and what each permits',
  input: z.strictObject({}),
  answer: { kind: 'json', schema: z.object({ roles: z.array(roleSchema) }) },
  errors: [],
  run: async ({ accounts }) => ({ roles: await accounts.roles.list() }),
};
