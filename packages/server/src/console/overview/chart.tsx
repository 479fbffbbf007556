/** One chart: its name and unit, the numbers in words, and lines over the last minutes with both axes said. */
import type { JSX } from 'hono/jsx/jsx-runtime';
import type { ConsoleOverviewTexts } from '../../texts/console-overview-texts.ts';
import { chartHeight } from '../live/chart-lines.ts';
import type { LiveFacts } from '../live/live-facts.ts';
import { LivePath, LiveText } from '../live/live-parts.tsx';
import { historyLength } from '../live/overview-history.ts';
import type { ChartRow } from './charts.ts';

export interface ChartProps {
  readonly texts: ConsoleOverviewTexts;
  readonly facts: LiveFacts;
  readonly row: ChartRow;
}

const kinds = ['line first', 'line second'];

export function Chart({ texts, facts, row: { name, unit, series } }: ChartProps): JSX.Element {
  return (
    <figure class="chart card" aria-labelledby={`chart-${name}`}>
      <figcaption>
        <h2 id={`chart-${name}`}>{texts.chart[name]}</h2>
        <p class="soft">{texts.unit[unit]}</p>
      </figcaption>
      <ul class="numbers">
        {series.map((one, index) => (
          <li class={kinds[index] ?? ''}>
            <strong>
              <LiveText facts={facts} id={`${one}-now`} />
            </strong>{' '}
            <span class="soft">
              {series.length === 1 ? texts.now : texts.series[one]}
              {unit === 'seconds' ? null : (
                <>
                  {series.length > 1 ? null : (
                    <>
                      {' · '}
                      <LiveText facts={facts} id={`${one}-sum`} /> {texts.inWindow}
                    </>
                  )}
                  {' · '}
                  <LiveText facts={facts} id={`${one}-total`} /> {texts.sinceStart}
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
      <div class="plot" aria-hidden="true">
        <span class="top">
          <LiveText facts={facts} id={`${name}-top`} />
        </span>
        <span class="zero">0</span>
        <svg viewBox={`0 0 ${historyLength} ${chartHeight}`} preserveAspectRatio="none" focusable="false">
          <path class="rule" d={`M0 0H${historyLength}M0 ${chartHeight / 2}H${historyLength}`} vector-effect="non-scaling-stroke" />
          <path class="rule base" d={`M0 ${chartHeight}H${historyLength}`} vector-effect="non-scaling-stroke" />
          {series.map((one, index) => <LivePath facts={facts} id={one} kind={kinds[index] ?? ''} />).toReversed()}
        </svg>
        <span class="past">{texts.past}</span>
        <span class="present">{texts.present}</span>
      </div>
    </figure>
  );
}
