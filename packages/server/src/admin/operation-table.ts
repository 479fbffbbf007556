/** Every administrative act, in the order in which the reference shows them: a new one is a file in its area, and a line here. */
import type { AdminOperation } from './admin-operation.ts';
import { createApiKey, revokeApiKey, rotateApiKey } from './api-keys/change-api-keys.ts';
import { listApiKeys } from './api-keys/list-api-keys.ts';
import { exportEvents } from './audit/export-events.ts';
import { listEvents } from './audit/list-events.ts';
import { showFleet } from './fleet/show-fleet.ts';
import { retireKey, rotateKeys } from './keys/change-keys.ts';
import { listKeys } from './keys/list-keys.ts';
import { listMails, showMail } from './outbox/read-outbox.ts';
import { defineRole, removeRole } from './roles/change-roles.ts';
import { listRoles } from './roles/list-roles.ts';
import { endEverySession, endSession, endUserSessions } from './sessions/end-sessions.ts';
import { impersonateUser } from './sessions/impersonate.ts';
import { listSessions, showSession } from './sessions/list-sessions.ts';
import { assignRole, unassignRole } from './users/change-role.ts';
import { createUser } from './users/create-user.ts';
import { deleteUser } from './users/delete-user.ts';
import { endSecondFactor } from './users/end-second-factor.ts';
import { exportUser } from './users/export-user.ts';
import { grantUser } from './users/grant-user.ts';
import { inviteUser } from './users/invite-user.ts';
import { listUsers } from './users/list-users.ts';
import { sendResetLink } from './users/send-reset-link.ts';
import { disableUser, enableUser } from './users/set-disabled.ts';
import { showUser } from './users/show-user.ts';

export const operationTable: readonly AdminOperation[] = [
  ...[listUsers, createUser, inviteUser, showUser, disableUser, enableUser, sendResetLink, endSecondFactor, exportUser, deleteUser],
  ...[grantUser, assignRole, unassignRole],
  ...[listSessions, showSession, endSession, endUserSessions, endEverySession, impersonateUser],
  ...[listRoles, defineRole, removeRole],
  ...[listKeys, rotateKeys, retireKey],
  ...[listEvents, exportEvents],
  ...[listApiKeys, createApiKey, rotateApiKey, revokeApiKey],
  showFleet,
  ...[listMails, showMail],
];
