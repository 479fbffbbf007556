/** A median with its spread, and the arithmetic that makes one. */

export interface Figure {
  readonly median: number;
  /** First quartile. */
  readonly low: number;
  /** Third quartile. */
  readonly high: number;
}

export function figureOf(values: readonly number[]): Figure {
  const sorted = values.toSorted((left, right) => left - right);
  return { median: quantile(sorted, 0.5), low: quantile(sorted, 0.25), high: quantile(sorted, 0.75) };
}

/** The figure of `values[i] / bases[i]`: a ratio within each round, so that a slow moment of the machine cancels out. */
export function pairedRatio(values: readonly number[], bases: readonly number[]): Figure {
  return figureOf(values.map((value, round) => value / (bases[round] ?? Number.NaN)));
}

/** The figure of `values[i] - bases[i]`. */
export function pairedDifference(values: readonly number[], bases: readonly number[]): Figure {
  return figureOf(values.map((value, round) => value - (bases[round] ?? Number.NaN)));
}

/** One quantile of a long list; it has no spread of its own. */
export function quantileFigure(values: readonly number[], share: number): Figure {
  const sorted = values.toSorted((left, right) => left - right);
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { median: value, low: value, high: value };
}

function quantile(sorted: readonly number[], fraction: number): number {
  const position = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(position)] ?? Number.NaN;
  const above = sorted[Math.ceil(position)] ?? Number.NaN;
  return below + (above - below) * (position - Math.floor(position));
}
