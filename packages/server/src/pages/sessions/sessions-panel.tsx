/** Where one is signed in: each session with its device, and the buttons that end it. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Seconds } from '@gemel/protocol';
import type { Session } from 'gemel';
import { deviceLabel } from '../../http/device-label.ts';
import type { Texts } from '../../texts/texts.ts';
import type { AccountPanel } from '../account/account-panel.ts';
import { machineTime } from '../machine-time.ts';
import { Badge } from '../parts/badge.tsx';
import { Button, ButtonRow, LinkButton } from '../parts/button.tsx';
import { Form } from '../parts/form.tsx';
import { Item, ItemList } from '../parts/item-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { stepUpPath } from '../step-up/step-up-path.ts';
import { addSessionRoutes } from './add-session-routes.ts';
import { DeviceIcon } from './device-icon.tsx';
import { isRecentForSessions } from './recent-for-sessions.ts';

export const sessionsPanel: AccountPanel = {
  id: 'sessions',
  draw: async (call) => {
    const { services, visitor, texts, now } = call;
    const { principal } = visitor;
    if (!isRecentForSessions(call)) return <ProveFirst texts={texts} />;
    const sessions = await services.gemel.listSessions(principal.subject);
    return <SessionsPanel texts={texts} sessions={sessions} current={principal.sid} now={now} />;
  },
  addRoutes: addSessionRoutes,
};

function ProveFirst({ texts: { sessions } }: { readonly texts: Texts }): JSX.Element {
  return (
    <Panel id="sessions" heading={sessions.heading} lead={sessions.proveFirst}>
      <ButtonRow>
        <LinkButton kind="quiet" href={`${stepUpPath}?next=/account`}>
          {sessions.prove}
        </LinkButton>
      </ButtonRow>
    </Panel>
  );
}

interface SessionsPanelProps {
  readonly texts: Texts;
  readonly sessions: readonly Session[];
  /** The `sid` of the session that looks at the page. */
  readonly current: string;
  readonly now: Seconds;
}

function SessionsPanel({ texts, sessions, current, now }: SessionsPanelProps): JSX.Element {
  const ordered = sessions.toSorted(
    (left, right) => Number(right.sid === current) - Number(left.sid === current) || right.lastSeenAt - left.lastSeenAt,
  );
  const { heading, lead, endOthers, endAll } = texts.sessions;
  const buttons = (
    <ButtonRow>
      {sessions.length > 1 ? (
        <Form action="/account/sessions/end-others" isInline>
          <Button kind="quiet">{endOthers}</Button>
        </Form>
      ) : null}
      <Form action="/account/sessions/end-all" isInline>
        <Button kind="danger">{endAll}</Button>
      </Form>
    </ButtonRow>
  );
  return (
    <Panel id="sessions" heading={heading} lead={lead} below={buttons} isFlush>
      <ItemList>
        {ordered.map((session) => (
          <SessionItem texts={texts} session={session} isCurrent={session.sid === current} now={now} />
        ))}
      </ItemList>
    </Panel>
  );
}

interface SessionItemProps {
  readonly texts: Texts;
  readonly session: Session;
  readonly isCurrent: boolean;
  readonly now: Seconds;
}

function SessionItem({ texts: { sessions, times }, session, isCurrent, now }: SessionItemProps): JSX.Element {
  const { sid, client, createdAt, lastSeenAt } = session;
  const label = client.label ?? deviceLabel(client.userAgent) ?? sessions.unknownDevice;
  const id = `session-${sid}`;
  // The touch of this very request may be newer than the time that the page was begun with.
  const seenAt = Math.min(lastSeenAt, now);
  const end = (
    <Form action={`/account/sessions/${sid}/end`} isInline>
      <Button kind="quiet" size="small" describedBy={id}>
        {sessions.end}
      </Button>
    </Form>
  );
  return (
    <Item
      id={id}
      name={label}
      icon={<DeviceIcon label={label} />}
      badge={isCurrent ? <Badge>{sessions.isCurrent}</Badge> : null}
      isCurrent={isCurrent}
      actions={isCurrent ? undefined : end}
    >
      <p>
        {sessions.lastActive} <time datetime={machineTime(seenAt)}>{times.relative(seenAt, now)}</time>
        {client.address === undefined ? '' : ` · ${client.address}`}
      </p>
      <p>
        {sessions.signedIn} <time datetime={machineTime(createdAt)}>{times.date(createdAt)}</time>
      </p>
    </Item>
  );
}
