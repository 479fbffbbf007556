/** `npm run bench [-- table …] [--effort full|quick|smoke]`: measures, prints, and keeps the last full result. It reports; it never fails a build over a figure. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Effort, efforts } from './effort.ts';
import { readMachineFacts, renderMachineFacts } from './machine-facts.ts';
import { renderBars, renderTable } from './render-table.ts';
import type { Table } from './table.ts';
import { type TableEntry, tableList } from './tables/table-list.ts';
import { writeResults } from './write-results.ts';

const order = tableList.map((entry) => entry.id);
const usage = `usage: npm run bench -- [${order.join('] [')}] [--effort full|quick|smoke] [--out folder]`;
const defaultFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'results');

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { effort: { type: 'string', default: 'full' }, out: { type: 'string' } },
  });
  const effort = new Map<string, Effort>(Object.entries(efforts)).get(values.effort);
  if (effort === undefined || positionals.some((id) => !order.includes(id))) {
    console.error(usage);
    process.exitCode = 2;
    return;
  }
  const chosen = tableList.filter((entry) => positionals.length === 0 || positionals.includes(entry.id));
  const machine = readMachineFacts();
  console.log(`${renderMachineFacts(machine)}\n`);
  const tables = await measureAll(chosen, effort);
  console.log(`## Bars\n\n${renderBars(tables.flatMap((table) => table.bars))}`);
  const folder = values.out ?? (values.effort === 'full' ? defaultFolder : undefined);
  if (folder === undefined) return;
  const results = tables.map((table) => ({ machine, effort: values.effort, table }));
  await writeResults(folder, results, order);
}

async function measureAll(chosen: readonly TableEntry[], effort: Effort): Promise<readonly Table[]> {
  const tables: Table[] = [];
  for (const entry of chosen) {
    const table = await entry.measure(effort);
    console.log(`${renderTable(table)}\n`);
    tables.push(table);
  }
  return tables;
}

await main();
