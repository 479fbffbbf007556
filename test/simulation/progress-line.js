/** Says every half minute how far a long simulation has got. */

/** @typedef {import('./run-seeds.ts').SeedsReport} SeedsReport */

const everyMs = 30_000;

/**
 * Returns a function that takes reports as they come, and prints a line of one when it is time to.
 *
 * @param {number} beganMs
 * @param {{ count: number, mostMs: number }} limits
 * @returns {(report: SeedsReport) => void}
 */
export function createProgressLine(beganMs, { count, mostMs }) {
  let printedMs = beganMs;
  return ({ seeds, failures }) => {
    const nowMs = performance.now();
    if (nowMs - printedMs < everyMs) return;
    printedMs = nowMs;
    const tookMs = nowMs - beganMs;
    const leftMs = Math.min((tookMs / seeds) * (count - seeds), mostMs - tookMs);
    const violated = failures.length === 0 ? '' : ` (seeds ${failures.map(({ seed }) => seed).join(', ')})`;
    console.log(
      `${seeds} of ${count} seeds, ${((seeds * 1000) / tookMs).toFixed(1)} a second, ${failures.length} violations${violated}, about ${Math.ceil(leftMs / 60_000)} min left`,
    );
  };
}
