/** `POST /admin/users/{subject}/disable` and `…/enable`: closes an account, with every session of it, and opens it again. */
import { GemelError } from '@gemel/protocol';
import { z } from 'zod';
import type { AdminContext, AdminOperation } from '../admin-operation.ts';
import { administeringBy } from '../administering-by.ts';
import { checkMayActOn } from '../check-reach.ts';
import { reasonField, subjectField } from '../fields.ts';

export interface DisableUser {
  readonly subject: string;
  readonly reason: string;
}

export interface EnableUser {
  readonly subject: string;
  readonly reason?: string | undefined;
}

export const disableUser: AdminOperation<DisableUser, void> = {
  name: 'users.disable',
  method: 'POST',
  path: '/admin/users/{subject}/disable',
  scope: 'users:write',
  summary: 'Close an account: its sessions end everywhere, nobody signs in, and its owner is told',
  input: z.strictObject({ subject: subjectField, reason: reasonField }),
  answer: { kind: 'nothing' },
  errors: ['not_found', 'data_conflict'],
  run: (context, { subject }) => setDisabled(context, subject, true),
};

export const enableUser: AdminOperation<EnableUser, void> = {
  name: 'users.enable',
  method: 'POST',
  path: '/admin/users/{subject}/enable',
  scope: 'users:write',
  summary: 'Open a closed account again',
  input: z.strictObject({ subject: subjectField, reason: reasonField.optional() }),
  answer: { kind: 'nothing' },
  errors: ['not_found', 'data_conflict'],
  run: (context, { subject }) => setDisabled(context, subject, false),
};

async function setDisabled(context: AdminContext, subject: string, isDisabled: boolean): Promise<void> {
  await checkMayActOn(context, subject);
  if (!(await context.accounts.setDisabled(subject, isDisabled, administeringBy(context)))) throw new GemelError('not_found');
}
