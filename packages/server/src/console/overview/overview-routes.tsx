/** The overview: what this node does right now, in charts and in plain numbers. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import { Panel } from '../../pages/parts/panel.tsx';
import type { ConsoleCall } from '../console-context.ts';
import type { ConsoleRoute } from '../console-route.ts';
import { ConsolePage } from '../frame/console-page.tsx';
import type { LiveFacts } from '../live/live-facts.ts';
import { LiveTable, LiveText } from '../live/live-parts.tsx';
import { chartRows } from './charts.ts';
import { Chart } from './chart.tsx';
import { overviewFacts } from './overview-facts.ts';

const path = '/console';

export const overviewRoutes: readonly ConsoleRoute[] = [
  { method: 'GET', path, summary: 'Show what this node does', scope: 'fleet:read', answer: answerOverview },
];

async function answerOverview(call: ConsoleCall): Promise<Response> {
  const { services, texts } = call;
  const { history, accounts } = services;
  const sources = { history, fleet: await services.readFleet(), hashing: accounts.hashing(), mail: accounts.mail() };
  const facts = overviewFacts({ ...sources, texts: texts.console.overview });
  return call.context.html(<OverviewPage call={call} facts={facts} />);
}

function OverviewPage({ call, facts }: { readonly call: ConsoleCall; readonly facts: LiveFacts }): JSX.Element {
  const texts = call.texts.console.overview;
  return (
    <ConsolePage call={call} title={texts.title} section={path} lead={texts.lead} live="charts=on">
      <Status call={call} facts={facts} />
      <section class="charts" aria-label={texts.charts}>
        {chartRows.map((row) => (
          <Chart texts={texts} facts={facts} row={row} />
        ))}
      </section>
      <div class="columns">
        <Panel id="refusals" heading={texts.refusals.heading} lead={texts.refusals.lead} isFlush>
          <LiveTable facts={facts} id="refusals" labelledBy="refusals" columns={texts.refusals.columns} none={texts.none} />
        </Panel>
        <Panel id="ends" heading={texts.ends.heading} lead={texts.ends.lead} isFlush>
          <LiveTable facts={facts} id="ends" labelledBy="ends" columns={texts.ends.columns} none={texts.none} />
        </Panel>
      </div>
      <Panel id="nodes" heading={texts.fleet.heading} lead={texts.fleet.lead} isFlush>
        <LiveTable facts={facts} id="nodes" labelledBy="nodes" columns={texts.fleet.columns} none={texts.none} />
      </Panel>
    </ConsolePage>
  );
}

function Status({ call, facts }: { readonly call: ConsoleCall; readonly facts: LiveFacts }): JSX.Element {
  const { status } = call.texts.console.overview;
  return (
    <dl class="status">
      {Object.entries(status).map(([id, term]) => (
        <div>
          <dt>{term}</dt>
          <dd>
            <LiveText facts={facts} id={id} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
