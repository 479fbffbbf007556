/** The page of an end that was asked for: how many sessions, and which nodes have said that they refuse. */
import { GemelError } from '@gemel/protocol';
import type { JSX } from 'hono/jsx/jsx-runtime';
import { LinkButton } from '../../pages/parts/button.tsx';
import { Panel } from '../../pages/parts/panel.tsx';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import { LiveTable, LiveText } from '../live/live-parts.tsx';
import type { Ending } from './create-endings.ts';
import { endingFacts } from './ending-facts.ts';

export const endingsPath = '/console/endings';

export const endingRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path: `${endingsPath}/:id`, summary: 'Show which nodes have heard of an end', scope: undefined, answer: answerEnding },
];

function answerEnding(call: ConsoleCall): Response | Promise<Response> {
  const { context, services, visitor } = call;
  const ending = services.endings.find(context.req.param('id') ?? '', visitor.principal.sid);
  if (ending === undefined) throw new GemelError('not_found');
  return context.html(<EndingPage call={call} ending={ending} />);
}

function EndingPage({ call, ending }: { readonly call: ConsoleCall; readonly ending: Ending }): JSX.Element {
  const texts = call.texts.console.ending;
  const facts = endingFacts(ending, texts);
  const isOver = ending.outcome !== undefined;
  return (
    <ConsolePage call={call} title={texts.title} section={ending.back} live={isOver ? '' : `ending=${ending.id}`}>
      <p class="notice mind" aria-live="polite">
        <LiveText facts={facts} id="ending-ended" /> <LiveText facts={facts} id="ending-state" />
      </p>
      <Panel
        id="receipts"
        heading={texts.nodes}
        lead={<LiveText facts={facts} id="ending-heard" />}
        below={
          <p>
            <LinkButton kind="quiet" href={ending.back}>
              {texts.back}
            </LinkButton>{' '}
            {isOver ? null : (
              <span class="without-script">
                <LinkButton kind="quiet" href={`${endingsPath}/${ending.id}`}>
                  {texts.again}
                </LinkButton>
              </span>
            )}
          </p>
        }
        isFlush
      >
        <LiveTable facts={facts} id="receipts" labelledBy="receipts" columns={texts.columns} none={texts.none} />
      </Panel>
    </ConsolePage>
  );
}
