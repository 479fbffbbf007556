/** `npm run simulate -- --seeds N [--from S] [--minutes M] [--threads T] [--variant name]`, or `-- --seed S` for the history of one. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { buildSimulation } from './build-simulation.js';
import { createProgressLine } from './progress-line.js';
import { explainSeed, runWorkers } from './run-workers.js';
import { variants } from './variants/variants.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    variant: { type: 'string' },
    minutes: { type: 'string', default: '600' },
    threads: { type: 'string', default: String(availableParallelism()) },
  },
});
const variant = variants.find(({ name }) => name === values.variant);
if (values.variant !== undefined && variant === undefined) {
  console.error(`There is no variant ${values.variant}; there are ${variants.map(({ name }) => name).join(', ')}.`);
  process.exit(2);
}
const bundle = await buildSimulation(variant);
if (values.seed === undefined) await runMany();
else console.log((await explainSeed(bundle, Number(values.seed))) ?? `seed ${values.seed}: everything holds`);

async function runMany() {
  const beganMs = performance.now();
  const mostMs = Number(values.minutes) * 60_000;
  const seeds = { first: Number(values.from), count: Number(values.seeds), threads: Number(values.threads), mostMs };
  const report = await runWorkers(bundle, seeds, createProgressLine(beganMs, seeds));
  const seconds = (performance.now() - beganMs) / 1000;
  for (const [what, count] of Object.entries(report.counts).sort(([left], [right]) => left.localeCompare(right)))
    console.log(`${count.toString().padStart(9)}  ${what}`);
  for (const { seed, invariant, text } of report.failures) console.log(`seed ${seed}: ${invariant}: ${text}`);
  console.log(
    `${report.seeds} seeds, ${report.events} events, ${seconds.toFixed(1)} s (${((seconds * 1000) / report.seeds).toFixed(1)} ms a seed): ${report.failures.length} violations`,
  );
  const first = report.failures[0];
  if (first === undefined) return;
  process.exitCode = 1;
  console.log(`\n${await explainSeed(bundle, first.seed)}\n\nAgain: npm run simulate -- --seed ${first.seed}`);
}
