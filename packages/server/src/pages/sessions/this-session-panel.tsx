/** What this session holds: what a service learns of the visitor. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { Seconds } from '@gemel/protocol';
import type { Session, SessionPrincipal } from 'gemel';
import type { Texts } from '../../texts/texts.ts';
import type { AccountPanel } from '../account/account-panel.ts';
import { machineTime } from '../machine-time.ts';
import { DataList } from '../parts/data-list.tsx';
import { Panel } from '../parts/panel.tsx';

export const thisSessionPanel: AccountPanel = {
  id: 'this-session',
  draw: async ({ services, visitor: { principal }, texts, now }) => {
    const sessions = await services.gemel.listSessions(principal.subject);
    const session = sessions.find(({ sid }) => sid === principal.sid);
    return <ThisSessionPanel texts={texts} principal={principal} session={session} now={now} />;
  },
};

interface ThisSessionProps {
  readonly texts: Texts;
  readonly principal: SessionPrincipal;
  readonly session: Session | undefined;
  readonly now: Seconds;
}

function ThisSessionPanel({ texts, principal, session, now }: ThisSessionProps): JSX.Element {
  const {
    times,
    sessions: { facts },
  } = texts;
  const items = [
    { term: facts.subject, value: principal.subject, isMono: true },
    { term: facts.session, value: principal.sid, isMono: true },
    // 0: a provider elsewhere did not say when.
    ...(principal.authentication.time === 0 ? [] : [{ term: facts.signedIn, value: times.date(principal.authentication.time) }]),
    { term: facts.roles, value: principal.roles.join(', ') || facts.none },
    { term: facts.permissions, value: principal.permissions.join(', ') || facts.none },
    ...(session === undefined
      ? []
      : [
          {
            term: facts.endsIfUnused,
            value: <time datetime={machineTime(session.expiresAt)}>{times.relative(session.expiresAt, now)}</time>,
          },
        ]),
  ];
  return (
    <Panel id="this-session" heading={facts.heading} lead={facts.lead}>
      <DataList items={items} />
    </Panel>
  );
}
