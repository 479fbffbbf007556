/** Every route behind the console's door, in one table: mounting, access and their tests go by it. */
import { apiKeysRoutes } from './api-keys/api-keys-routes.tsx';
import { auditRoutes } from './audit/audit-routes.tsx';
import type { ConsoleRoute } from './console-route.ts';
import { endingRoutes } from './endings/ending-routes.tsx';
import { keysRoutes } from './keys/keys-routes.tsx';
import { liveRoutes } from './live/live-routes.ts';
import { outboxRoutes } from './outbox/outbox-routes.tsx';
import { overviewRoutes } from './overview/overview-routes.tsx';
import { rolesRoutes } from './roles/roles-routes.tsx';
import { sessionsRoutes } from './sessions/sessions-routes.tsx';
import { userRoutes } from './users/user-routes.tsx';
import { usersRoutes } from './users/users-routes.tsx';

export const consoleRoutes: readonly ConsoleRoute[] = [
  ...liveRoutes,
  ...overviewRoutes,
  ...usersRoutes,
  ...userRoutes,
  ...sessionsRoutes,
  ...endingRoutes,
  ...rolesRoutes,
  ...keysRoutes,
  ...auditRoutes,
  ...apiKeysRoutes,
  ...outboxRoutes,
];
