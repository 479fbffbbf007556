/** Turns values into the lines of a chart: once for the page, and once a second for the script that keeps it live. */

/** A chart's drawing is as wide as it has values, and as high as this. */
export const chartHeight = 48;

export interface ChartLines {
  /** What stands at the top of the axis. */
  readonly top: number;
  /** `d` of a path for each list of values, in their order. */
  readonly paths: readonly string[];
}

/**
 * Draws steps, so that a second in which nothing happened is flat, and a run of equal values takes a few characters.
 *
 * @param length values of a whole chart; what is not there yet is left out on the left.
 */
export function chartLines(lists: readonly (readonly number[])[], length: number): ChartLines {
  const top = roundTop(Math.max(0, ...lists.flat()));
  return { top, paths: lists.map((values) => stepPath(values, { top, length })) };
}

/** The next number that reads well: 1, 2 or 5 times a power of ten, from 1 on. */
function roundTop(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 2, 5].find((step) => step * power >= value) ?? 10);
}

function stepPath(values: readonly number[], { top, length }: { readonly top: number; readonly length: number }): string {
  const heightOf = (value: number): number => Math.round((chartHeight - (value / top) * chartHeight) * 10) / 10;
  let path = '';
  let drawn: number | undefined;
  for (const [index, value] of values.entries()) {
    const [x, y] = [length - values.length + index, heightOf(value)];
    if (drawn === undefined) path = `M${x} ${y}`;
    else if (y !== drawn) path += `H${x}V${y}`;
    drawn = y;
  }
  return drawn === undefined ? '' : `${path}H${length}`;
}
