/** Sessions below each other: whose, on which device, held by what, since when; each can be ended. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { endSession } from '../../admin/sessions/end-sessions.ts';
import type { Session } from 'gemel';
import { deviceLabel } from '../../http/device-label.ts';
import { Badge } from '../../pages/parts/badge.tsx';
import { ConfirmDanger } from '../../pages/parts/confirm-danger.tsx';
import { ItemList } from '../../pages/parts/item-list.tsx';
import { DeviceIcon } from '../../pages/sessions/device-icon.tsx';
import { may } from '../acts/operate.ts';
import { CONSOLE_CLIENT } from '../console-client.ts';
import type { ConsoleCall } from '../console-context.ts';
import { ReasonField } from '../parts/reason-field.tsx';
import { When } from '../parts/when.tsx';
import { userPath } from '../users/user-acts.ts';

export interface SessionItemsProps {
  readonly call: ConsoleCall;
  readonly sessions: readonly Session[];
  /** Addresses by subject; undefined where all of them are one person's. */
  readonly people?: ReadonlyMap<string, string>;
}

export function SessionItems({ call, sessions, people }: SessionItemsProps): JSX.Element {
  const texts = call.texts.console.sessions;
  if (sessions.length === 0) return <p class="none soft">{texts.none}</p>;
  return (
    <ItemList>
      {sessions.map((session) => (
        <SessionItem call={call} session={session} {...(people === undefined ? {} : { person: people.get(session.subject) ?? '' })} />
      ))}
    </ItemList>
  );
}

interface SessionItemProps {
  readonly call: ConsoleCall;
  readonly session: Session;
  readonly person?: string;
}

function SessionItem({ call, session, person }: SessionItemProps): JSX.Element {
  const texts = call.texts.console.sessions;
  const { sid, subject, client, mode, createdAt, lastSeenAt, expiresAt, act, clientId } = session;
  const device = client.label ?? deviceLabel(client.userAgent) ?? call.texts.sessions.unknownDevice;
  const isOwn = sid === call.visitor.principal.sid;
  const id = `session-${sid}`;
  return (
    <li class={isOwn ? 'current' : undefined} data-session={sid}>
      <span class="picture" aria-hidden="true">
        <svg viewBox="0 0 24 24" width="22" height="22" focusable="false">
          <DeviceIcon label={device} />
        </svg>
      </span>
      <div>
        <h3 id={id}>
          {person === undefined ? device : <a href={userPath(subject)}>{person === '' ? subject : person}</a>}
          {isOwn ? <Badge>{texts.own}</Badge> : null}
          {clientId === CONSOLE_CLIENT ? <Badge kind="mind">{texts.console}</Badge> : null}
          {act === undefined ? null : <Badge kind="mind">{texts.impersonated}</Badge>}
          <span data-when-ended hidden>
            <Badge kind="off">{texts.ended}</Badge>
          </span>
        </h3>
        <p>
          {[...(person === undefined ? [] : [device]), texts.modes[mode], ...(client.address === undefined ? [] : [client.address])].join(
            ' · ',
          )}
        </p>
        <p>
          {texts.seen} <When call={call} at={Math.min(lastSeenAt, call.now)} /> · {texts.began} <When call={call} at={createdAt} /> ·{' '}
          {texts.ends} <When call={call} at={expiresAt} />
        </p>
      </div>
      {may(call, endSession.scope) && !isOwn ? (
        <div class="actions" data-when-live>
          <ConfirmDanger
            opener={texts.end}
            warning={texts.endWarning}
            action={`/console/sessions/${sid}/end`}
            button={texts.endButton}
            describedBy={id}
            isSmall
          >
            <ReasonField call={call} id={`reason-${sid}`} />
          </ConfirmDanger>
        </div>
      ) : null}
    </li>
  );
}

/** What the page's stream is told, so that it tells of their ends. */
export function liveSessions(sessions: readonly Session[]): string {
  return sessions.length === 0 ? '' : `sessions=${sessions.map(({ sid }) => sid).join('.')}`;
}
