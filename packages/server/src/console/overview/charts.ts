/** The charts of the overview, in their order: what each draws of a second, and how its numbers read. */
import type { Second } from '../live/overview-history.ts';

export type ChartName = 'signIns' | 'refreshes' | 'refusals' | 'revocations' | 'cache' | 'feed';
export type SeriesName = 'signIns' | 'refreshes' | 'refusals' | 'revocations' | 'hits' | 'reads' | 'lease' | 'lag';

export interface ChartRow {
  readonly name: ChartName;
  /** What is counted in a second, or a length of time as it is at its end. */
  readonly unit: 'perSecond' | 'seconds';
  /** One or two lines, the first in front. */
  readonly series: readonly SeriesName[];
}

export const chartRows: readonly ChartRow[] = [
  { name: 'signIns', unit: 'perSecond', series: ['signIns'] },
  { name: 'refreshes', unit: 'perSecond', series: ['refreshes'] },
  { name: 'refusals', unit: 'perSecond', series: ['refusals'] },
  { name: 'revocations', unit: 'perSecond', series: ['revocations'] },
  { name: 'cache', unit: 'perSecond', series: ['hits', 'reads'] },
  { name: 'feed', unit: 'seconds', series: ['lease', 'lag'] },
];

export function valueOf(second: Second, series: SeriesName): number {
  return second[series];
}
