/** `gemel migrate`: makes the database, or brings it to this version. */
import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { spellPlace } from '../configuration/place.ts';
import type { Step } from '../stores/database.ts';
import { databaseAt } from '../stores/database-at.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

export const migrateCommand: CommandDef = {
  meta: { name: 'migrate', description: 'Make the database, or bring it to this version' },
  args: { 'dry-run': { type: 'boolean', description: 'Only say what would be done, and print the SQL' } },
  run: ({ rawArgs }) =>
    runOrExplain(async (context) => {
      const isDryRun = parseCommandLine('migrate', rawArgs, { 'dry-run': { type: 'boolean' } }).has('dry-run');
      const configuration = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'), 'store');
      context.facts = configuration;
      const where = spellPlace(configuration.database);
      const database = await databaseAt(configuration.database);
      if (isDryRun && database.absence() !== undefined) return say(`${where} does not exist: it would be made.`);
      if (!isDryRun) database.prepare();
      const steps = isDryRun ? await database.findLacking() : await database.migrate();
      const sql = isDryRun ? spellSql(steps) : '';
      say(`${sql === '' ? '' : '-- '}${where}: ${summary(steps, isDryRun)}${sql}`);
    }),
};

function summary(steps: readonly Step[], isDryRun: boolean): string {
  const done = steps.flatMap(({ component, numbers }) => numbers.map((number) => `${component} ${number}`));
  if (done.length === 0) return 'nothing to do, it is of this version.';
  return `${isDryRun ? 'would apply' : 'applied'} ${done.join(', ')}.`;
}

/** The statements as `migrate` would send them, each step below a comment that names it. */
function spellSql(steps: readonly Step[]): string {
  return steps
    .flatMap(({ component, numbers, sql = [] }) => sql.map((text, index) => `\n\n-- ${component} ${numbers[index]}\n${unindent(text)};`))
    .join('');
}

function unindent(text: string): string {
  const lines = text.trimEnd().replace(/^\n/, '').split('\n');
  const depth = Math.min(...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length));
  return lines.map((line) => line.slice(depth)).join('\n');
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
