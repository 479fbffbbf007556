/** The console, in English. */
import type { ConsoleTexts } from '../console-texts.ts';
import { consoleApiKeys } from './console-api-keys.ts';
import { consoleAudit } from './console-audit.ts';
import { consoleDoor } from './console-door.ts';
import { consoleEnding } from './console-ending.ts';
import { consoleFrame } from './console-frame.ts';
import { consoleKeys } from './console-keys.ts';
import { consoleNotices } from './console-notices.ts';
import { consoleOutbox } from './console-outbox.ts';
import { consoleOverview } from './console-overview.ts';
import { consoleRoles } from './console-roles.ts';
import { consoleSessions } from './console-sessions.ts';
import { consoleUser } from './console-user.ts';
import { consoleUsers } from './console-users.ts';

export const consoleTexts: ConsoleTexts = {
  frame: consoleFrame,
  door: consoleDoor,
  notices: consoleNotices,
  overview: consoleOverview,
  users: consoleUsers,
  user: consoleUser,
  sessions: consoleSessions,
  ending: consoleEnding,
  roles: consoleRoles,
  keys: consoleKeys,
  audit: consoleAudit,
  apiKeys: consoleApiKeys,
  outbox: consoleOutbox,
};
