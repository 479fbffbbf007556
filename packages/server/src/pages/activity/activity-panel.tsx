/** What happened to the visitor's own account, page by page, out of the audit log. */
import type { AuditEntry, AuditKind } from '@gemel/accounts';
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ActivityTexts, ShownKind } from '../../texts/activity-texts.ts';
import type { Texts } from '../../texts/texts.ts';
import type { AccountCall, AccountPanel } from '../account/account-panel.ts';
import { machineTime } from '../machine-time.ts';
import { ButtonRow, LinkButton } from '../parts/button.tsx';
import { Item, ItemList } from '../parts/item-list.tsx';
import { Panel } from '../parts/panel.tsx';
import { DeviceIcon } from '../sessions/device-icon.tsx';

const path = '/account/activity';
const perPage = 20;

export const activityPanel: AccountPanel = { id: 'activity', draw: drawPanel };

async function drawPanel({ context, services, visitor, texts }: AccountCall): Promise<JSX.Element> {
  const { activity } = texts;
  const after = context.req.query('after');
  const kinds = Object.keys(activity.kinds).filter((kind): kind is ShownKind => isShown(kind as AuditKind, activity)); // Object.keys forgets the names
  const { entries, next } = await services.accounts.audit.search({
    subject: visitor.principal.subject,
    kinds,
    limit: perPage,
    ...(after === undefined ? {} : { after }),
  });
  const links = (
    <ButtonRow>
      {next === undefined ? null : (
        <LinkButton kind="quiet" href={`${path}?${new URLSearchParams({ after: next }).toString()}`}>
          {activity.older}
        </LinkButton>
      )}
      {after === undefined ? null : (
        <LinkButton kind="quiet" href={path}>
          {activity.newest}
        </LinkButton>
      )}
    </ButtonRow>
  );
  const isEmpty = entries.length === 0;
  return (
    <Panel id="activity" heading={activity.heading} lead={activity.lead} below={links} isFlush={!isEmpty}>
      {isEmpty ? (
        <p class="soft">{activity.none}</p>
      ) : (
        <ItemList>
          {entries.map((entry) => (
            <ActivityItem texts={texts} entry={entry} />
          ))}
        </ItemList>
      )}
    </Panel>
  );
}

function ActivityItem({ texts, entry }: { readonly texts: Texts; readonly entry: AuditEntry }): JSX.Element {
  const { id, at, address, device, actor } = entry;
  const { activity, times } = texts;
  const isOthers = actor === 'operator' || actor.startsWith('account:') || actor.startsWith('api-key:');
  const where = [device, address, isOthers ? activity.byOperator : null].filter((text) => text !== null);
  return (
    <Item id={`event-${id}`} name={nameOf(entry, activity)} icon={<DeviceIcon label={device ?? ''} />}>
      <p>
        <time datetime={machineTime(at)}>{times.date(at)}</time>
      </p>
      {where.length === 0 ? null : <p>{where.join(' · ')}</p>}
    </Item>
  );
}

function isShown(kind: AuditKind, { kinds }: ActivityTexts): kind is ShownKind {
  return Object.hasOwn(kinds, kind);
}

function nameOf({ kind, facts }: AuditEntry, texts: ActivityTexts): string {
  if (!isShown(kind, texts)) return kind;
  const factor = Object.entries(texts.factors).find(([name]) => name === facts['factor'])?.[1];
  return factor === undefined ? texts.kinds[kind] : `${texts.kinds[kind]}: ${factor}`;
}
