/** What can be done with one account, each a form of its page. Nobody sets or reads a password here. ASVS 6.4.6 */
import { assignRole, unassignRole } from '../../admin/users/change-role.ts';
import { deleteUser } from '../../admin/users/delete-user.ts';
import { endSecondFactor } from '../../admin/users/end-second-factor.ts';
import { inviteUser } from '../../admin/users/invite-user.ts';
import { sendResetLink } from '../../admin/users/send-reset-link.ts';
import { disableUser, enableUser } from '../../admin/users/set-disabled.ts';
import { actRoute } from '../acts/act-route.ts';
import type { ConsoleRoute } from '../console-route.ts';

export const usersPath = '/console/users';
const one = `${usersPath}/:subject`;

/** Where an account has its page; its subject may be any text, where it was imported. */
export function userPath(subject: string): string {
  return `${usersPath}/${encodeURIComponent(subject)}`;
}

const pageOf = ({ subject = '' }: Readonly<Record<string, string>>): string => userPath(subject);
const withReason = ({
  subject = '',
  reason = '',
}: Readonly<Record<string, string>>): { readonly subject: string; readonly reason: string } => ({
  subject,
  reason,
});
const withRole = ({ subject = '', role = '', reason = '' }: Readonly<Record<string, string>>) => ({
  subject,
  role,
  ...(reason === '' ? {} : { reason }),
});

export const userActs: readonly ConsoleRoute[] = [
  actRoute({
    path: `${one}/reset-link`,
    operation: sendResetLink,
    input: ({ subject = '' }) => ({ subject }),
    back: pageOf,
    notice: 'reset-link-sent',
  }),
  actRoute({
    path: `${one}/invitation`,
    operation: inviteUser,
    input: ({ subject = '' }) => ({ subject }),
    back: pageOf,
    notice: 'user-invited',
  }),
  actRoute({
    path: `${one}/enable`,
    operation: enableUser,
    input: ({ subject = '' }) => ({ subject }),
    back: pageOf,
    notice: 'user-enabled',
  }),
  actRoute({
    path: `${one}/disable`,
    operation: disableUser,
    fields: ['reason'],
    input: withReason,
    back: pageOf,
    notice: 'user-disabled',
  }),
  actRoute({
    path: `${one}/second-factor/end`,
    operation: endSecondFactor,
    fields: ['reason'],
    input: withReason,
    back: pageOf,
    notice: 'second-factor-ended',
  }),
  actRoute({
    path: `${one}/delete`,
    operation: deleteUser,
    fields: ['reason'],
    input: withReason,
    back: () => usersPath,
    notice: 'user-deleted',
  }),
  actRoute({
    path: `${one}/roles/assign`,
    operation: assignRole,
    fields: ['role', 'reason'],
    input: withRole,
    back: pageOf,
    notice: 'role-given',
  }),
  actRoute({
    path: `${one}/roles/unassign`,
    operation: unassignRole,
    fields: ['role', 'reason'],
    input: withRole,
    back: pageOf,
    notice: 'role-taken',
  }),
];
