/** How lags are told: by what so many of a hundred did not exceed. */

/** The smallest value that so many of a hundred do not exceed; 0 of none. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)] ?? 0;
}

/** In milliseconds, to a tenth. */
export function percentilesOf(lagsMs: readonly number[]): { readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number } {
  const [p50Ms = 0, p99Ms = 0, maxMs = 0] = [50, 99, 100].map((percent) => Math.round(percentile(lagsMs, percent) * 10) / 10);
  return { p50Ms, p99Ms, maxMs };
}
