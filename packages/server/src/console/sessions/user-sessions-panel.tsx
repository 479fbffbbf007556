/** The sessions of one account. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { endUserSessions } from '../../admin/sessions/end-sessions.ts';
import type { Session } from 'gemel';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { may } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { SessionItems } from './session-items.tsx';
import { userPath } from '../users/user-acts.ts';

export interface UserSessionsProps {
  readonly call: ConsoleCall;
  readonly subject: string;
  readonly sessions: readonly Session[];
}

export function UserSessionsPanel({ call, subject, sessions }: UserSessionsProps): JSX.Element {
  const texts = call.texts.console.sessions;
  const { opener, warning, button } = texts.ofUser;
  const end = (
    <ConfirmDanger opener={opener} warning={warning} action={`${userPath(subject)}/sessions/end`} button={button} isSmall>
      <ReasonField call={call} id="reason-sessions" />
    </ConfirmDanger>
  );
  return (
    <Panel id="sessions" heading={texts.title} below={sessions.length > 0 && may(call, endUserSessions.scope) ? end : null} isFlush>
      <SessionItems call={call} sessions={sessions} />
    </Panel>
  );
}
