/** The page of one account. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Session } from 'gemel';
import type { Role } from '@gemel/accounts';
import type { EventPage } from '../../admin/audit/list-events.ts';
import { exportUser } from '../../admin/users/export-user.ts';
import type { ShownUser } from '../../admin/users/show-user.ts';
import { ButtonRow, LinkButton } from '../../pages/parts/button.tsx';
import { DataList } from '../../pages/parts/data-list.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { may } from '../acts/operate.ts';
import { EventTable } from '../audit/event-table.tsx';
import type { ConsoleCall } from '../console-context.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { When } from '../parts/when.tsx';
import { liveSessions } from '../sessions/session-items.tsx';
import { UserSessionsPanel } from '../sessions/user-sessions-panel.tsx';
import { FactorsPanel } from './factors-panel.tsx';
import { RolesPanel } from './roles-panel.tsx';
import { userPath, usersPath } from './user-acts.ts';
import { UserDangers } from './user-dangers.tsx';
import { States } from './states.tsx';

export interface UserPageProps {
  readonly call: ConsoleCall;
  readonly shown: ShownUser;
  /** Undefined where the administrator may not see them. */
  readonly events: EventPage['events'] | undefined;
  readonly sessions: readonly Session[] | undefined;
  readonly roles: readonly Role[] | undefined;
}

export function UserPage({ call, shown, sessions, events, roles }: UserPageProps): JSX.Element {
  const { user } = shown;
  const texts = call.texts.console.user;
  const above = { href: usersPath, text: call.texts.console.users.title };
  return (
    <ConsolePage
      call={call}
      title={user.email}
      section={usersPath}
      above={above}
      live={liveSessions(sessions ?? [])}
      aside={<States call={call} user={user} />}
    >
      <div class="columns">
        <WhoPanel call={call} shown={shown} />
        <FactorsPanel call={call} shown={shown} />
      </div>
      {sessions === undefined ? null : <UserSessionsPanel call={call} subject={user.subject} sessions={sessions} />}
      <RolesPanel call={call} shown={shown} roles={roles} />
      {events === undefined ? null : (
        <Panel
          id="events"
          heading={texts.events}
          below={
            <ButtonRow>
              <LinkButton kind="quiet" size="small" href={`/console/audit?subject=${encodeURIComponent(user.subject)}`}>
                {texts.allEvents}
              </LinkButton>
            </ButtonRow>
          }
          isFlush
        >
          <EventTable call={call} events={events} labelledBy="events" isOfOne />
        </Panel>
      )}
      <UserDangers call={call} user={user} />
    </ConsolePage>
  );
}

function WhoPanel({ call, shown: { user, effectivePermissions } }: Pick<UserPageProps, 'call' | 'shown'>): JSX.Element {
  const texts = call.texts.console.user;
  const items = [
    { term: texts.subject, value: user.subject, isMono: true },
    { term: texts.since, value: <When call={call} at={user.createdAt} isExact /> },
    { term: texts.address, value: user.isEmailVerified ? texts.verified : texts.unverified },
    { term: texts.permissions, value: effectivePermissions.join(', ') || texts.none },
  ];
  const below = may(call, exportUser.scope) ? (
    <ButtonRow>
      <LinkButton kind="quiet" size="small" href={`${userPath(user.subject)}/export`}>
        {texts.export}
      </LinkButton>
    </ButtonRow>
  ) : null;
  return (
    <Panel id="who" heading={texts.who} below={below}>
      <DataList items={items} />
    </Panel>
  );
}
