/** Events of the audit log, newest first. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ShownEvent } from '../../admin/audit/audit-answer.ts';
import type { ConsoleCall } from '../console-context.ts';
import { ConsoleTable } from '../parts/console-table.tsx';
import { When } from '../parts/when.tsx';
import { userPath } from '../users/user-acts.ts';

export interface EventTableProps {
  readonly call: ConsoleCall;
  readonly events: readonly ShownEvent[];
  readonly labelledBy: string;
  /** True where all of them are about one account. */
  readonly isOfOne?: boolean;
}

export function EventTable({ call, events, labelledBy, isOfOne = false }: EventTableProps): JSX.Element {
  const texts = call.texts.console.audit;
  const columns = isOfOne ? texts.columns.filter((_, index) => index !== 2) : texts.columns;
  const rows = events.map((event) => {
    const cells = [
      <span class="mono">{event.kind}</span>,
      <When call={call} at={event.at} isExact />,
      <Subject subject={event.subject} />,
      <span class="mono">{event.actor}</span>,
      [event.device, event.address].filter((text) => text !== null).join(' · '),
      Object.keys(event.facts).length === 0 ? null : <span class="mono">{spellFacts(event.facts)}</span>,
    ];
    return { cells: isOfOne ? cells.filter((_, index) => index !== 2) : cells };
  });
  return <ConsoleTable labelledBy={labelledBy} columns={columns} none={texts.none} rows={rows} />;
}

function Subject({ subject }: { readonly subject: string | null }): JSX.Element | null {
  if (subject === null) return null;
  return (
    <a class="mono" href={userPath(subject)}>
      {subject}
    </a>
  );
}

function spellFacts(facts: ShownEvent['facts']): string {
  return Object.entries(facts)
    .map(
      ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : JSON.stringify(value)}`,
    )
    .join(', ');
}
