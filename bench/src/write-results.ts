/** Keeps each table's last result as JSON, and one Markdown page of them all. */
import fs from 'node:fs/promises';
import path from 'node:path';
import { type MachineFacts, renderMachineFacts } from './machine-facts.ts';
import { renderTable } from './render-table.ts';
import type { Table } from './table.ts';

interface Result {
  readonly machine: MachineFacts;
  readonly effort: string;
  readonly table: Table;
}

const pageName = 'README.md';

/** Writes `<table>.json` for each table given, then the page from all the results that are in the folder. */
export async function writeResults(folder: string, results: readonly Result[], order: readonly string[]): Promise<void> {
  await fs.mkdir(folder, { recursive: true });
  for (const result of results) {
    await fs.writeFile(path.join(folder, `${result.table.id}.json`), `${JSON.stringify(result, null, 2)}\n`);
  }
  const kept = await Promise.all(order.map((id) => readResult(path.join(folder, `${id}.json`))));
  const sections = kept
    .filter((result) => result !== undefined)
    .map((result) => `${renderTable(result.table)}\n\nMeasured on ${renderMachineFacts(result.machine)} Effort: ${result.effort}.`);
  await fs.writeFile(path.join(folder, pageName), `${[intro, ...sections].join('\n\n')}\n`);
}

async function readResult(file: string): Promise<Result | undefined> {
  try {
    return JSON.parse(await fs.readFile(file, 'utf8')) as Result; // written by this file
  } catch {
    return undefined;
  }
}

const intro = `# The last results

Written by \`npm run bench\`. Medians of interleaved rounds, with the first and third quartile; times are per operation or request.
CPU time is what the measured process used, all threads, user and system. Times move from machine to machine; the ratios of one run are what counts.
Where bars of the first check of a token are missed, [this page](../../docs/results/verify-speed.md) says what the time goes into.`;
