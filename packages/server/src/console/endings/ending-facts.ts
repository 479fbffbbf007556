/** How far an end has come, in words: for its page, and for the page's script as it goes on. */
import type { ConsoleEndingTexts } from '../../texts/console-ending-texts.ts';
import type { LiveFacts } from '../live/live-facts.ts';
import type { Ending } from './create-endings.ts';

export function endingFacts({ what, receipts, outcome }: Ending, texts: ConsoleEndingTexts): LiveFacts {
  const heard = receipts.filter(({ tookMs }) => tookMs !== undefined).length;
  return {
    texts: {
      'ending-state': stateOf(outcome, texts),
      'ending-heard': texts.heard(heard, receipts.length),
      'ending-ended':
        outcome !== undefined && 'reach' in outcome && outcome.ended !== undefined ? texts.ended(outcome.ended) : texts.what[what],
    },
    paths: {},
    rows: { receipts: receipts.map(({ node, tookMs }) => [node, tookMs === undefined ? texts.waiting : texts.after(tookMs)]) },
  };
}

function stateOf(outcome: Ending['outcome'], texts: ConsoleEndingTexts): string {
  if (outcome === undefined) return texts.underWay;
  return 'failed' in outcome ? texts.failed(outcome.failed) : texts.reach[outcome.reach](outcome.tookMs);
}
