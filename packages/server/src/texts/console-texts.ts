/** What the console says, area by area. */
import type { ConsoleApiKeysTexts } from './console-api-keys-texts.ts';
import type { ConsoleAuditTexts } from './console-audit-texts.ts';
import type { ConsoleDoorTexts } from './console-door-texts.ts';
import type { ConsoleEndingTexts } from './console-ending-texts.ts';
import type { ConsoleFrameTexts } from './console-frame-texts.ts';
import type { ConsoleKeysTexts } from './console-keys-texts.ts';
import type { ConsoleNoticeTexts } from './console-notice-texts.ts';
import type { ConsoleOutboxTexts } from './console-outbox-texts.ts';
import type { ConsoleOverviewTexts } from './console-overview-texts.ts';
import type { ConsoleRolesTexts } from './console-roles-texts.ts';
import type { ConsoleSessionsTexts } from './console-sessions-texts.ts';
import type { ConsoleUserTexts } from './console-user-texts.ts';
import type { ConsoleUsersTexts } from './console-users-texts.ts';

export interface ConsoleTexts {
  readonly frame: ConsoleFrameTexts;
  readonly door: ConsoleDoorTexts;
  readonly notices: ConsoleNoticeTexts;
  readonly overview: ConsoleOverviewTexts;
  readonly users: ConsoleUsersTexts;
  readonly user: ConsoleUserTexts;
  readonly sessions: ConsoleSessionsTexts;
  readonly ending: ConsoleEndingTexts;
  readonly roles: ConsoleRolesTexts;
  readonly keys: ConsoleKeysTexts;
  readonly audit: ConsoleAuditTexts;
  readonly apiKeys: ConsoleApiKeysTexts;
  readonly outbox: ConsoleOutboxTexts;
}
