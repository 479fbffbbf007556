/** `POST /admin/users`: an account for somebody else, who chooses the password by a link to the mailbox. */
import type { Account } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { userSchema } from './user-answer.ts';

export interface CreateUser {
  readonly email: string;
  readonly sendsLink?: boolean | undefined;
}

export const createUser: AdminOperation<CreateUser, Account> = {
  name: 'users.create',
  method: 'POST',
  path: '/admin/users',
  scope: 'users:write',
  summary: 'Make an account without a password, and mail its owner an invitation to choose one',
  input: z.strictObject({
    email: z.string().max(320).describe('Its address.'),
    sendsLink: z.boolean().describe('Whether the link is mailed now; true by default.').optional(),
  }),
  answer: { kind: 'json', schema: userSchema },
  errors: ['email_invalid', 'email_taken', 'mail_missing', 'mail_throttled'],
  run: async (context, { email, sendsLink = true }) => {
    const { accounts } = context;
    const { accountInvitations } = accounts;
    if (sendsLink && accountInvitations === undefined) throw new GemelError('mail_missing');
    const account = await accounts.addAccount(email, administeringBy(context));
    if (sendsLink) await accountInvitations?.send(account.subject, administeringBy(context));
    return account;
  },
};
