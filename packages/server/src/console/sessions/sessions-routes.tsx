/** The sessions of everybody, page by page: one, all of a person, or all there are can be ended, with a reason. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { endEverySession, endSession, endUserSessions } from '../../admin/sessions/end-sessions.ts';
import { type ListedSessions, listSessions } from '../../admin/sessions/list-sessions.ts';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { may, operate } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { endingRoute } from '../endings/ending-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { Pager } from '../parts/pager.tsx';
import { ReasonField } from '../parts/reason-field.tsx';
import { liveSessions, SessionItems } from './session-items.tsx';
import { userPath } from '../users/user-acts.ts';

const path = '/console/sessions';
const perPage = 25;

export const sessionsRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path, summary: 'Show the sessions of everybody', query: ['after'], scope: listSessions.scope, answer: answerSessions },
  endingRoute({
    path: `${path}/end`,
    operation: endEverySession,
    fields: ['reason'],
    input: ({ reason = '' }) => ({ reason }),
    what: 'everyone',
    back: () => path,
  }),
  endingRoute({
    path: `${path}/:sid/end`,
    operation: endSession,
    fields: ['reason'],
    input: ({ sid = '', reason = '' }) => ({ sid, reason }),
    what: 'session',
    back: () => path,
  }),
  endingRoute({
    path: '/console/users/:subject/sessions/end',
    operation: endUserSessions,
    fields: ['reason'],
    input: ({ subject = '', reason = '' }) => ({ subject, reason }),
    what: 'user',
    back: ({ subject = '' }) => userPath(subject),
  }),
];

async function answerSessions(call: ConsoleCall): Promise<Response> {
  const after = call.context.req.query('after');
  const page = await operate(call, listSessions, { limit: perPage, ...(after === undefined ? {} : { after }) });
  const found = await call.services.accounts.findBySubjects(page.sessions.map(({ subject }) => subject));
  const people = new Map(found.map(({ subject, email }) => [subject, email]));
  return call.context.html(<SessionsPage call={call} page={page} people={people} after={after} />);
}

interface SessionsPageProps {
  readonly call: ConsoleCall;
  readonly page: ListedSessions;
  readonly people: ReadonlyMap<string, string>;
  readonly after: string | undefined;
}

function SessionsPage({ call, page: { sessions, next }, people, after }: SessionsPageProps): JSX.Element {
  const texts = call.texts.console.sessions;
  return (
    <ConsolePage call={call} title={texts.title} section={path} lead={texts.lead} live={liveSessions(sessions)}>
      <Panel id="sessions" heading={texts.heading} below={<Pager call={call} path={path} query={{}} after={after} next={next} />} isFlush>
        <SessionItems call={call} sessions={sessions} people={people} />
      </Panel>
      {may(call, endEverySession.scope) ? (
        <Panel id="everyone" heading={texts.everyone.heading} lead={texts.everyone.lead}>
          <ConfirmDanger
            opener={texts.everyone.opener}
            warning={texts.everyone.warning}
            action={`${path}/end`}
            button={texts.everyone.button}
          >
            <ReasonField call={call} id="reason-everyone" />
          </ConfirmDanger>
        </Panel>
      ) : null}
    </ConsolePage>
  );
}
