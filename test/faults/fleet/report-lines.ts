/** Where long runs and fault tests leave what they measured: lines of JSON in reports/, of which `npm run results` makes docs/results. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../reports/', import.meta.url));

export function appendReportLine(name: string, facts: object): void {
  mkdirSync(folder, { recursive: true });
  const line = { at: new Date().toISOString().slice(0, 16).replace('T', ' '), node: process.versions.node, ...facts };
  appendFileSync(`${folder}${name}.jsonl`, `${JSON.stringify(line)}\n`);
}
