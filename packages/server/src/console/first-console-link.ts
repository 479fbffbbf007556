/** The link that makes the first administrator. */
import type { Accounts } from '@gemel/accounts';
import { ADMINISTRATOR_ROLE } from '../admin/admin-scope.ts';
import { beginPath } from './door/add-first-administrator.tsx';

/** Undefined where somebody has the role. */
export async function firstConsoleLink({ roles, invitations }: Accounts, adminUrl: string): Promise<string | undefined> {
  if (await roles.isHeld(ADMINISTRATOR_ROLE)) return undefined;
  const { token } = await invitations.issue(ADMINISTRATOR_ROLE, { isForTheFirst: true });
  return `${adminUrl}${beginPath}?token=${token}`;
}
