/** A finished table: rows of figures, the bars they are held against, and what a reader must know. */
import type { Figure } from './figure.ts';

export interface Column {
  readonly id: string;
  readonly title: string;
}

export interface Row {
  /** Rows of one group are compared with each other. */
  readonly group: string;
  readonly name: string;
  readonly figures: Readonly<Record<string, Figure>>;
}

/** A figure that the project has set itself as a limit. */
export interface Bar {
  readonly text: string;
  readonly limit: number;
  /** True where the figure is to be at least the limit; at most otherwise. */
  readonly isLeast?: boolean;
  /** Null where what it is held against drowned in the noise. */
  readonly measured: number | null;
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
  readonly bars: readonly Bar[];
  readonly notes: readonly string[];
}

export function isMet(bar: Bar): boolean {
  if (bar.measured === null) return false;
  return bar.isLeast === true ? bar.measured >= bar.limit : bar.measured <= bar.limit;
}
