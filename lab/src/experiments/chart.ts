/** Pictures as data: what is drawn, in which units, with which spread. */
import type { Tone } from './experiment.ts';

export type Chart = BarChart | LineChart | DotChart | TimelineChart;

export interface Axis {
  readonly title: string;
  readonly unit: string;
  readonly isLogarithmic?: boolean;
}

export interface BarChart {
  readonly kind: 'bars';
  readonly title: string;
  readonly axis: Axis;
  readonly bars: readonly {
    readonly label: string;
    readonly schemeId: string;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[];
}

export interface LineChart {
  readonly kind: 'lines';
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly {
    readonly label: string;
    readonly schemeId: string;
    readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
  }[];
  /** A level that means something, such as what fits. */
  readonly limit?: { readonly y: number; readonly text: string };
}

/** Each single measurement, in a row for each scheme. */
export interface DotChart {
  readonly kind: 'dots';
  readonly title: string;
  readonly axis: Axis;
  readonly rows: readonly {
    readonly label: string;
    readonly schemeId: string;
    readonly values: readonly number[];
    readonly note?: string;
  }[];
}

/** What held from when to when. */
export interface TimelineChart {
  readonly kind: 'timeline';
  readonly title: string;
  readonly axis: Axis;
  readonly lanes: readonly {
    readonly label: string;
    readonly schemeId: string;
    readonly spans: readonly { readonly from: number; readonly to: number; readonly tone: Tone; readonly text: string }[];
  }[];
  readonly marks: readonly { readonly at: number; readonly text: string }[];
}
