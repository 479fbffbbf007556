/** `npm run fuzz -- --inputs N [--seed S] [--first I] [--kind K]`: presents made-up tokens to the verifier and counts what becomes of them. */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, defaultServerConditions } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const outDir = `${root}node_modules/.cache/fuzz`;
/** Between two reports of how far it is. */
const slice = 1_000_000;

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    first: { type: 'string', default: '0' },
    kind: { type: 'string' },
  },
});
const [inputs, seed, first] = [values.inputs, values.seed, values.first].map(Number);
if (!Number.isSafeInteger(inputs) || !Number.isSafeInteger(seed) || !Number.isSafeInteger(first)) {
  console.error('usage: npm run fuzz -- --inputs N [--seed S] [--first I] [--kind K]');
  process.exit(2);
}

await build({
  root,
  configFile: false,
  logLevel: 'error',
  ssr: { resolve: { conditions: ['@gemel/source', ...defaultServerConditions] }, noExternal: true },
  build: {
    ssr: 'test/fuzz/run-fuzz.ts',
    outDir,
    emptyOutDir: true,
    minify: false,
    target: 'node20',
    rollupOptions: { output: { entryFileNames: 'run-fuzz.mjs' } },
  },
});
/** @type {typeof import('./run-fuzz.ts')} */
const { createFuzzBench, runFuzz } = await import(`${outDir}/run-fuzz.mjs`);

Error.stackTraceLimit = 0; // Most inputs are refused, and writing a stack down takes longer than that.
const bench = createFuzzBench();
/** @type {Record<string, number>} */
const counts = {};
/** @type {import('./run-fuzz.ts').Finding[]} */
const findings = [];
let [done, accepted, slowestMs] = [0, 0, 0];
const beganMs = performance.now();
while (done < inputs && findings.length === 0) {
  const report = runFuzz(
    { seed, first: first + done, inputs: Math.min(slice, inputs - done), ...(values.kind ? { kind: values.kind } : {}) },
    bench,
  );
  for (const [name, count] of Object.entries(report.counts)) counts[name] = (counts[name] ?? 0) + count;
  findings.push(...report.findings);
  done += report.inputs;
  accepted += report.accepted;
  slowestMs = Math.max(slowestMs, report.slowestMs);
  if (done < inputs) console.log(`${done} inputs, ${((performance.now() - beganMs) / 1000).toFixed(0)} s`);
}

for (const [name, count] of Object.entries(counts).sort(([left], [right]) => left.localeCompare(right)))
  console.log(`${count.toString().padStart(10)}  ${name}`);
const seconds = (performance.now() - beganMs) / 1000;
console.log(
  `seed ${seed}: ${done} inputs in ${seconds.toFixed(1)} s (${((seconds * 1e6) / done).toFixed(1)} µs each), ${accepted} accepted that should be, slowest ${slowestMs.toFixed(1)} ms, ${findings.length} findings`,
);
for (const { input, kind, expected, got, token } of findings) {
  console.log(
    `\n${kind}: expected ${expected}, got ${got}\n${token.slice(0, 2000)}\nAgain: npm run fuzz -- --seed ${seed} --first ${input} --inputs 1${values.kind ? ` --kind ${kind}` : ''}`,
  );
}
if (findings.length > 0) process.exitCode = 1;
