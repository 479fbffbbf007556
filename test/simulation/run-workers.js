/** Shares seeds out among worker threads of a bundled simulation, and adds up what they report. */
import { Worker } from 'node:worker_threads';

/** @typedef {import('./run-seeds.ts').SeedsReport} SeedsReport */

/**
 * @param {string} bundle
 * @param {{ first: number, count: number, threads: number, mostFailures?: number, mostMs?: number }} seeds
 * @returns {Promise<SeedsReport>}
 */
export async function runWorkers(bundle, { first, count, threads, mostFailures = 20, mostMs = Number.POSITIVE_INFINITY }) {
  const shares = Array.from({ length: threads }, (_, index) => ({
    first: first + index,
    end: first + count,
    stride: threads,
    mostFailures,
    mostMs,
    explain: false,
  }));
  /** @type {SeedsReport[]} */
  const reports = await Promise.all(shares.map((share) => answerOf(bundle, share)));
  return reports.reduce(add);
}

/**
 * Returns the history of a seed that fails; undefined where it does not.
 *
 * @param {string} bundle
 * @param {number} seed
 * @returns {Promise<string | undefined>}
 */
export function explainSeed(bundle, seed) {
  return answerOf(bundle, { first: seed, end: seed + 1, stride: 1, mostFailures: 1, mostMs: 0, explain: true });
}

/**
 * @param {string} bundle
 * @param {object} workerData
 * @returns {Promise<any>}
 */
function answerOf(bundle, workerData) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(bundle, { workerData });
    worker.on('message', resolve);
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the worker ended without a word')));
  });
}

/**
 * @param {SeedsReport} left
 * @param {SeedsReport} right
 * @returns {SeedsReport}
 */
function add(left, right) {
  const counts = { ...left.counts };
  for (const [what, count] of Object.entries(right.counts)) counts[what] = (counts[what] ?? 0) + count;
  return {
    seeds: left.seeds + right.seeds,
    events: left.events + right.events,
    counts,
    failures: [...left.failures, ...right.failures].sort((one, other) => one.seed - other.seed),
  };
}
