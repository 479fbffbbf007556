/** `npm run lab`: opens the page of the lab, or writes a report without one. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { experimentList } from './experiments/experiment-list.ts';
import type { Experiment } from './experiments/experiment.ts';
import { findStoreKind } from './fleet/shared-store.ts';
import type { FleetPlace } from './fleet/start-fleet.ts';
import { servePage } from './page/serve-page.ts';
import { readAssets } from './report/assets.ts';
import { compareReports, renderComparison } from './report/compare-reports.ts';
import type { LabReport } from './report/lab-report.ts';
import { renderReport } from './report/render-report.ts';
import { renderText } from './report/render-text.ts';
import { createLabState } from './run/lab-state.ts';
import { readMachineFacts, spellMachine } from './run/machine-facts.ts';
import { runReport } from './run/run-report.ts';
import { schemeList } from './schemes/scheme-list.ts';

const usage = `usage: npm run lab                       opens a page
       npm run lab -- --report           runs everything, writes report.html and report.json
       npm run lab -- --compare A B      says what of report.json A came again in B
  --quick          few trials, and the schemes that most people choose from
  --twice          runs everything once more before, and says what came again
  --out FOLDER     where the report goes (reports/lab)
  --port NUMBER    of the page (any that is free)
  [${experimentList.map(({ id }) => id).join('] [')}]   only these, for a report`;

const optionTypes = {
  report: { type: 'boolean', default: false },
  quick: { type: 'boolean', default: false },
  twice: { type: 'boolean', default: false },
  compare: { type: 'boolean', default: false },
  out: { type: 'string', default: 'reports/lab' },
  port: { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

async function main(): Promise<void> {
  const given = readArguments();
  if (given === null) return refuse();
  const { positionals, values } = given;
  if (values.help) return console.log(usage);
  if (values.compare && positionals.length === 2) return console.log(compareFiles(positionals));
  const experiments = experimentList.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
  if (values.compare || experiments.length < positionals.length || !/^\d{1,5}$/.test(values.port)) {
    return refuse();
  }
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gemel-lab-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130)); // the nodes end when the lab hangs up
  const place = { storeKind: findStoreKind(), folder };
  if (values.report) await writeReport(experiments, place, values);
  else await openPage(place, Number(values.port));
}

/** Null where one is not known, or lacks its value. */
function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: optionTypes });
  } catch {
    return null;
  }
}

function refuse(): void {
  console.error(usage);
  process.exitCode = 2;
}

async function openPage(place: FleetPlace, port: number): Promise<void> {
  const facts = readMachineFacts(place.storeKind);
  const lab = createLabState({ experiments: experimentList, schemes: schemeList, place });
  const shown = { experiments: experimentList, schemes: schemeList, lab, machine: spellMachine(facts) };
  const { url } = await servePage({ ...shown, facts, port, assets: readAssets() });
  console.log(`The lab is at ${url} (Ctrl+C ends it, and everything that it has started).`);
}

interface ReportWanted {
  readonly quick: boolean;
  readonly twice: boolean;
  readonly out: string;
}

async function writeReport(experiments: readonly Experiment[], place: FleetPlace, { quick, twice, out }: ReportWanted): Promise<void> {
  const schemes = quick ? schemeList.filter(({ isInQuickReport }) => isInQuickReport) : schemeList;
  const run = (title: string): Promise<LabReport> =>
    runReport({
      schemes,
      experiments,
      size: quick ? 'quick' : 'full',
      place,
      signal: new AbortController().signal,
      onProgress: (done, what) => console.error(`${title}${(done * 100).toFixed(0).padStart(3)} % ${what}`),
    });
  const before = twice ? await run('first run, ') : null;
  const now = await run(twice ? 'second run, ' : '');
  const report = before === null ? now : besideEarlier(before, now);
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(path.join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  fs.writeFileSync(path.join(out, 'report.html'), renderReport(report, schemeList, readAssets()));
  console.log(`\n${renderText(report)}\n`);
  if (before !== null) console.log(`${renderComparison(before, now)}\n`);
  console.log(`Run in ${report.seconds.toFixed(0)} s. Written to ${path.join(out, 'report.html')} and report.json.`);
}

/** The second run finds the machine busy with the first one. */
function besideEarlier(before: LabReport, now: LabReport): LabReport {
  const { loadPerCore } = before.machine;
  return { ...now, machine: { ...now.machine, loadPerCore }, beside: compareReports(before, now) };
}

function compareFiles([before = '', now = '']: readonly string[]): string {
  const read = (file: string): LabReport => JSON.parse(fs.readFileSync(file, 'utf8')) as LabReport; // as `writeReport` wrote it
  return renderComparison(read(before), read(now));
}

await main();
