/** Counts durations in buckets one per cent wide, so that hundreds of millions fit. */

export interface LagHistogram {
  add(ms: number): void;
  /** Milliseconds below which this share of what was added lies; 0 where nothing was. */
  quantile(share: number): number;
  readonly max: number;
  readonly count: number;
}

const smallestMs = 0.01;
const step = Math.log(1.01);
const buckets = 2048;

export function createLagHistogram(): LagHistogram {
  const counts = new Float64Array(buckets);
  let count = 0;
  let max = 0;
  return {
    add(ms) {
      const bucket = ms <= smallestMs ? 0 : Math.min(buckets - 1, Math.ceil(Math.log(ms / smallestMs) / step));
      counts[bucket] = (counts[bucket] ?? 0) + 1;
      count++;
      if (ms > max) max = ms;
    },
    quantile(share) {
      let seen = 0;
      for (let bucket = 0; bucket < buckets; bucket++) {
        seen += counts[bucket] ?? 0;
        if (count > 0 && seen >= share * count) return Math.min(max, smallestMs * Math.exp(bucket * step));
      }
      return max;
    },
    get max() {
      return max;
    },
    get count() {
      return count;
    },
  };
}
