/** The audit log: filtered, page by page, and as a file. */
import { auditKinds, isAuditKind } from '@gemel/accounts';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { exportEvents } from '../../admin/audit/export-events.ts';
import { type EventPage, type FindEvents, listEvents } from '../../admin/audit/list-events.ts';
import { LinkButton } from '../../pages/parts/button.tsx';
import { Field } from '../../pages/parts/field.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import { answerFile } from '../acts/answer-file.ts';
import { operate } from '../acts/operate.ts';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { FindForm } from '../parts/find-form.tsx';
import { Pager } from '../parts/pager.tsx';
import { Select } from '../parts/select.tsx';
import { EventTable } from './event-table.tsx';
import { longestSubject } from '../../admin/fields.ts';

const path = '/console/audit';
const perPage = 32;
const day = 86_400;

const conditions = ['kind', 'subject', 'address', 'from', 'to'] as const;

export const auditRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path, summary: 'Show the audit log', query: [...conditions, 'after'], scope: listEvents.scope, answer: answerAudit },
  {
    ...{ method: 'GET', path: `${path}/export`, summary: 'Get the audit log as a file', query: conditions },
    scope: exportEvents.scope,
    answers: [{ type: 'application/jsonl', what: 'Events, a line for each.' }],
    answer: answerExport,
  },
];

/** As the form spells it; '' for what was left out. */
type Asked = Readonly<Record<(typeof conditions)[number], string>>;

async function answerAudit(call: ConsoleCall): Promise<Response> {
  const asked = askedOf(call);
  const after = call.context.req.query('after');
  const page = await operate(call, listEvents, { ...conditionsOf(asked), limit: perPage, ...(after === undefined ? {} : { after }) });
  return call.context.html(<AuditPage call={call} asked={asked} after={after} page={page} />);
}

async function answerExport(call: ConsoleCall): Promise<Response> {
  const lines = await operate(call, exportEvents, conditionsOf(askedOf(call)));
  return answerFile(lines, { name: 'audit.jsonl', type: 'application/jsonl' });
}

function askedOf({ context }: ConsoleCall): Asked {
  const { kind = '', subject = '', address = '', from = '', to = '' } = context.req.query();
  return { kind, subject: subject.trim(), address: address.trim(), from, to };
}

/** A kind that there is not, or a day that is none, asks for nothing. */
function conditionsOf({ kind, subject, address, from, to }: Asked): FindEvents {
  const [begin, end] = [timeOf(from), timeOf(to)];
  return {
    ...(isAuditKind(kind) ? { kinds: [kind] } : {}),
    ...(subject === '' ? {} : { subject }),
    ...(address === '' ? {} : { address }),
    ...(begin === undefined ? {} : { from: begin }),
    ...(end === undefined ? {} : { to: end + day }),
  };
}

/** The day's beginning in UTC. */
function timeOf(text: string): number | undefined {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms / 1000;
}

interface AuditPageProps {
  readonly call: ConsoleCall;
  readonly asked: Asked;
  readonly after: string | undefined;
  readonly page: EventPage;
}

function AuditPage({ call, asked, after, page: { events, next } }: AuditPageProps): JSX.Element {
  const texts = call.texts.console.audit;
  const query = Object.fromEntries(Object.entries(asked).filter(([, text]) => text !== ''));
  const kinds = [{ value: '', text: texts.allKinds }, ...Object.keys(auditKinds).map((kind) => ({ value: kind, text: kind }))];
  const search = new URLSearchParams(query).toString();
  return (
    <ConsolePage call={call} title={texts.title} section={path} lead={texts.lead}>
      <FindForm path={path} label={texts.find} button={texts.findButton}>
        <Select name="kind" id="kind" label={texts.kind} options={kinds} value={asked.kind} />
        <Field name="subject" label={texts.subject} autocomplete="off" value={asked.subject} maxLength={longestSubject} isOptional />
        <Field name="address" label={texts.address} autocomplete="off" value={asked.address} maxLength={64} isOptional />
        <Field name="from" label={texts.from} autocomplete="off" value={asked.from} further={{ type: 'date' }} isOptional />
        <Field name="to" label={texts.to} autocomplete="off" value={asked.to} further={{ type: 'date' }} isOptional />
      </FindForm>
      <Panel
        id="events"
        heading={search === '' ? texts.all : texts.found}
        aside={
          <LinkButton kind="quiet" size="small" href={`${path}/export${search === '' ? '' : `?${search}`}`}>
            {texts.export}
          </LinkButton>
        }
        below={<Pager call={call} path={path} query={query} after={after} next={next} />}
        isFlush
      >
        <EventTable call={call} events={events} labelledBy="events" />
      </Panel>
    </ConsolePage>
  );
}
