/** Whether two lists of times can be told apart: Welch's t, for arms whose variances differ. */

export interface Comparison {
  /** Beyond 4.5 the arms differ, but for one chance in a hundred thousand. */
  readonly t: number;
  readonly means: readonly [number, number];
  readonly deviations: readonly [number, number];
}

export function compareArms(left: readonly number[], right: readonly number[]): Comparison {
  const [one, other] = [momentsOf(left), momentsOf(right)];
  const spread = Math.sqrt(one.variance / left.length + other.variance / right.length);
  return {
    t: spread === 0 ? 0 : (one.mean - other.mean) / spread,
    means: [one.mean, other.mean],
    deviations: [Math.sqrt(one.variance), Math.sqrt(other.variance)],
  };
}

/** The same without what the machine did meanwhile: times beyond a quantile of both arms together are left out, which finds smaller differences. */
export function compareBelow(quantile: number, left: readonly number[], right: readonly number[]): Comparison {
  const all = [...left, ...right].toSorted((one, other) => one - other);
  const bound = all[Math.floor(all.length * quantile)] ?? Number.POSITIVE_INFINITY;
  const below = (times: readonly number[]): readonly number[] => times.filter((time) => time <= bound);
  return compareArms(below(left), below(right));
}

function momentsOf(values: readonly number[]): { readonly mean: number; readonly variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / (values.length - 1) };
}
