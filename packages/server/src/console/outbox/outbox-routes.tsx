/** The outbox of development in the console's frame. */
import { GemelError } from '@gemel/protocol';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { listMails, showMail } from '../../admin/outbox/read-outbox.ts';
import type { KeptMail } from '../../outbox/create-outbox.ts';
import { linkedText } from '../../outbox/linked-text.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { ConsoleTable } from '../parts/console-table.tsx';
import { When } from '../parts/when.tsx';

const path = '/console/outbox';

export const outboxRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path, summary: 'Show the outbox of development', scope: listMails.scope, answer: answerOutbox },
  { method: 'GET', path: `${path}/:id`, summary: 'Show a message of that outbox', scope: showMail.scope, answer: answerMail },
];

function answerOutbox(call: ConsoleCall): Response | Promise<Response> {
  const { outbox } = call.services.administration;
  if (outbox === undefined) throw new GemelError('not_found');
  const { outbox: texts, console: own } = call.texts;
  const rows = outbox.list().map(({ message, sentAt }) => ({
    cells: [<a href={`${path}/${message.id}`}>{message.subject}</a>, message.to, message.kind, <When call={call} at={sentAt} />],
  }));
  return call.context.html(
    <ConsolePage call={call} title={texts.title} section={path} lead={texts.lead}>
      <Panel id="mails" heading={own.outbox.heading} isFlush>
        <ConsoleTable labelledBy="mails" columns={own.outbox.columns} none={texts.empty} rows={rows} />
      </Panel>
    </ConsolePage>,
  );
}

function answerMail(call: ConsoleCall): Response | Promise<Response> {
  const mail = call.services.administration.outbox?.find(call.context.req.param('id') ?? '');
  if (mail === undefined) throw new GemelError('not_found');
  return call.context.html(<MailPage call={call} mail={mail} />);
}

function MailPage({ call, mail: { message, sentAt } }: { readonly call: ConsoleCall; readonly mail: KeptMail }): JSX.Element {
  const { outbox: texts } = call.texts;
  return (
    <ConsolePage
      call={call}
      title={message.subject}
      section={path}
      above={{ href: path, text: texts.title }}
      lead={
        <>
          {texts.to(message.to)} · {message.kind} · <When call={call} at={sentAt} isExact />
        </>
      }
    >
      <pre class="lines">{linkedText(message.text)}</pre>
    </ConsolePage>
  );
}
