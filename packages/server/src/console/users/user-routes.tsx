/** One account: who it is, what it may do, how its owner signs in, where, and what happened to it. */
import { listEvents } from '../../admin/audit/list-events.ts';
import { listRoles } from '../../admin/roles/list-roles.ts';
import { exportUser } from '../../admin/users/export-user.ts';
import { showUser } from '../../admin/users/show-user.ts';
import { may, operate } from '../acts/operate.ts';
import { answerFile } from '../acts/answer-file.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { listSessions } from '../../admin/sessions/list-sessions.ts';
import { impersonateRoute } from './impersonate-user.tsx';
import { userActs, usersPath } from './user-acts.ts';
import { UserPage } from './user-page.tsx';

const mostEvents = 12;
const mostSessions = 50;

export const userRoutes: readonly ConsoleRoute[] = [
  {
    ...{ method: 'GET', path: `${usersPath}/:subject`, summary: 'Show one account', query: ['notice', 'refused'] },
    scope: showUser.scope,
    answer: answerUser,
  },
  {
    ...{ method: 'GET', path: `${usersPath}/:subject/export`, summary: 'Get what is kept about one account as a file' },
    scope: exportUser.scope,
    wantsRecent: exportUser.wantsRecent === true,
    answers: [{ type: 'application/json', what: 'Everything that is kept about the account.' }],
    answer: answerExport,
  },
  ...userActs,
  impersonateRoute,
];

async function answerUser(call: ConsoleCall): Promise<Response> {
  const subject = call.context.req.param('subject') ?? '';
  const shown = await operate(call, showUser, { subject });
  const [sessions, events, roles] = await Promise.all([
    may(call, listSessions.scope) ? operate(call, listSessions, { subject, limit: mostSessions }) : undefined,
    may(call, listEvents.scope) ? operate(call, listEvents, { subject, limit: mostEvents }) : undefined,
    may(call, listRoles.scope) ? operate(call, listRoles, {}) : undefined,
  ]);
  return call.context.html(
    <UserPage call={call} shown={shown} sessions={sessions?.sessions} events={events?.events} roles={roles?.roles} />,
  );
}

async function answerExport(call: ConsoleCall): Promise<Response> {
  const subject = call.context.req.param('subject') ?? '';
  return answerFile(await operate(call, exportUser, { subject }), { name: 'account.json', type: 'application/json' });
}
