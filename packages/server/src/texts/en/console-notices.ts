/** The console's notices, in English. */
import type { ConsoleNoticeTexts } from '../console-notice-texts.ts';

export const consoleNotices: ConsoleNoticeTexts = {
  'signed-out': 'You are signed out of the console.',
  'second-step-over': 'That took too long, or failed too often. Start again.',
  ended: 'Your session at the console has ended. Sign in again.',
  'user-created': 'The account is there, and its owner was mailed an invitation.',
  'user-disabled': 'The account is disabled, and its sessions have ended.',
  'user-enabled': 'The account is open again.',
  'user-deleted': 'The account is deleted.',
  'user-invited': 'The invitation is on its way to the owner of the account. The one of before no longer works.',
  'reset-link-sent': 'The link is on its way to the owner of the account.',
  'second-factor-ended': 'Every second factor is gone, and a link to a new password is on its way to the owner.',
  'role-given': 'The role is given.',
  'role-taken': 'The role is taken away.',
  'role-defined': 'The role is saved, and holds for everybody who has it.',
  'role-removed': 'The role is gone.',
  'keys-rotated': 'Another key signs from now on.',
  'api-key-revoked': 'The key is revoked.',
};
