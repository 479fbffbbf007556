/** `GET /admin/users`: accounts by the beginning of their addresses, page by page. */
import type { Account } from '@gemel/accounts';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { afterField, defaultRows, limitField, nextField } from '../fields.ts';
import { userSchema } from './user-answer.ts';

export interface ListUsers {
  readonly email?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number | undefined;
}

export interface UserPage {
  readonly users: readonly Account[];
  readonly next: string | null;
}

export const listUsers: AdminOperation<ListUsers, UserPage> = {
  name: 'users.list',
  method: 'GET',
  path: '/admin/users',
  scope: 'users:read',
  summary: 'List accounts by address, all or those whose address begins with a text',
  input: z.strictObject({
    email: z.string().max(254).describe('The beginning of the address, or all of it; upper and lower case are the same.').optional(),
    after: afterField.optional(),
    limit: limitField.optional(),
  }),
  answer: { kind: 'json', schema: z.object({ users: z.array(userSchema), next: nextField }) },
  errors: [],
  run: async ({ accounts }, { email, after, limit = defaultRows }) => {
    const { accounts: users, next } = await accounts.list({ email, after, limit });
    return { users, next: next ?? null };
  },
};
