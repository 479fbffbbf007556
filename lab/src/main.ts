/** `npm run lab`: runs the schemes as processes, tries the differences, prints what it measured. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type Effort, efforts } from './effort.ts';
import { experimentList } from './experiments/experiment-list.ts';
import { renderReport } from './render-report.ts';
import { runLab } from './run-lab.ts';
import { schemeList } from './schemes/scheme-list.ts';

const usage = `usage: npm run lab -- [${experimentList.map(({ id }) => id).join('] [')}] [--effort full|smoke] [--json]`;

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { effort: { type: 'string', default: 'full' }, json: { type: 'boolean', default: false } },
  });
  const effort = new Map<string, Effort>(Object.entries(efforts)).get(values.effort);
  const experiments = experimentList.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  if (effort === undefined || experiments.length < positionals.length) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gemel-lab-'));
  const clear = (): void => fs.rmSync(folder, { recursive: true, force: true });
  process.once('exit', clear);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130)); // the nodes end when the lab hangs up
  const report = await runLab({ schemes: schemeList, experiments, effort, folder, onStep: (step) => console.error(step) });
  console.log(values.json ? JSON.stringify(report, null, 2) : `\n${renderReport(report)}`);
}

await main();
