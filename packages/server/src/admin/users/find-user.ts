/** The account that an operation is about. */
import type { Account } from '@gemel/accounts';
import { GemelError } from '@gemel/protocol';
import type { AdminContext } from '../admin-operation.ts';
import { checkMayActOn } from '../check-reach.ts';

/** @throws GemelError `not_found` */
export async function findUser({ accounts }: Pick<AdminContext, 'accounts'>, subject: string): Promise<Account> {
  const account = await accounts.findBySubject(subject);
  if (account === undefined) throw new GemelError('not_found');
  return account;
}

/** The same for who changes it. @throws GemelError `not_found`, `permission_missing` */
export async function findUserToChange(context: AdminContext, subject: string): Promise<Account> {
  await checkMayActOn(context, subject);
  return findUser(context, subject);
}
