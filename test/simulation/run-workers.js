/** Shares seeds out among processes of a bundled simulation, and adds up what they report. */
import { fork } from 'node:child_process';

/** @typedef {import('./run-seeds.ts').SeedsReport} SeedsReport */

/**
 * What a simulation makes is garbage when its seed is done. Where V8 collects all of it often, it takes compiled functions for garbage as well, since whoever
 * called them is gone, and compiles them again and again: a third of the time. So there is room in these heaps (megabytes).
 */
const execArgv = ['--min-semi-space-size=32', '--max-semi-space-size=32', '--initial-old-space-size=1024', '--single-threaded-gc'];

/**
 * @param {string} bundle
 * @param {{ first: number, count: number, threads: number, mostFailures?: number, mostMs?: number }} seeds
 * @param {(progress: SeedsReport) => void} [onProgress] told now and then of what has been done so far.
 * @returns {Promise<SeedsReport>}
 */
export async function runWorkers(bundle, { first, count, threads, mostFailures = 20, mostMs = 1e9 }, onProgress) {
  /** @type {(SeedsReport | undefined)[]} */
  const reports = [];
  const shares = Array.from({ length: threads }, (_, index) =>
    answerOf(bundle, { first: first + index, end: first + count, stride: threads, mostFailures, mostMs, explain: false }, (progress) => {
      reports[index] = progress;
      onProgress?.(sumOf(reports));
    }),
  );
  return sumOf(await Promise.all(shares));
}

/**
 * Returns the history of a seed that fails; undefined where it does not.
 *
 * @param {string} bundle
 * @param {number} seed
 * @returns {Promise<string | undefined>}
 */
export async function explainSeed(bundle, seed) {
  const text = await answerOf(bundle, { first: seed, end: seed + 1, stride: 1, mostFailures: 1, mostMs: 0, explain: true });
  return text ?? undefined;
}

/**
 * @param {string} bundle
 * @param {object} job
 * @param {(progress: SeedsReport) => void} [onProgress]
 * @returns {Promise<any>}
 */
function answerOf(bundle, job, onProgress) {
  return new Promise((resolve, reject) => {
    const worker = fork(bundle, { execArgv });
    worker.on('message', (/** @type {any} */ message) => ('answer' in message ? resolve(message.answer) : onProgress?.(message.progress)));
    worker.on('error', reject);
    worker.on('exit', (code, signal) => reject(new Error(`the worker ended without an answer (${signal ?? code})`)));
    worker.send(job);
  });
}

/**
 * @param {readonly (SeedsReport | undefined)[]} reports
 * @returns {SeedsReport}
 */
function sumOf(reports) {
  const said = reports.filter((report) => report !== undefined);
  /** @type {Record<string, number>} */
  const counts = {};
  for (const report of said) for (const [what, count] of Object.entries(report.counts)) counts[what] = (counts[what] ?? 0) + count;
  return {
    seeds: said.reduce((sum, { seeds }) => sum + seeds, 0),
    events: said.reduce((sum, { events }) => sum + events, 0),
    counts,
    failures: said.flatMap(({ failures }) => failures).sort((one, other) => one.seed - other.seed),
  };
}
