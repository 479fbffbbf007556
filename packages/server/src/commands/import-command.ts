/** `gemel user import`: takes accounts of another system in, one line of JSON each, with the hashes of their passwords. */
import { createReadStream, fstatSync, openSync } from 'node:fs';
import type { Accounts, ImportSummary } from '@gemel/accounts';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { readLines } from './read-lines.ts';
import { runWithEngine } from './run-with-engine.ts';

const command = 'gemel user import';

export const importCommand: CommandDef = {
  meta: { name: 'import', description: 'Take accounts of another system in, with the hashes of their passwords; safe to repeat' },
  args: {
    file: { type: 'positional', description: 'One account per line, as JSON; - for standard input', required: false },
    'dry-run': { type: 'boolean', description: 'Check every line and write nothing' },
  },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => readImport(parseCommandLine('user import', rawArgs, { 'dry-run': { type: 'boolean' } }, 1)),
      (line, { accounts }) => importFrom(line, accounts),
    ),
};

interface Import {
  readonly input: AsyncIterable<Uint8Array | string>;
  readonly isDryRun: boolean;
}

function readImport(line: CommandLine): Import {
  const [file] = line.positionals;
  if (file === undefined) throw optionsError(command, [`The file is missing: write ${command} people.jsonl, or - for standard input`]);
  return { input: file === '-' ? process.stdin : openFile(file), isDryRun: line.has('dry-run') };
}

function openFile(file: string): AsyncIterable<Uint8Array | string> {
  try {
    const fd = openSync(file, 'r');
    if (fstatSync(fd).isDirectory()) throw new Error('it is a folder');
    return createReadStream('', { fd });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'it is a folder';
    throw optionsError(command, [`${file} cannot be read (${code}): name a file with one account per line, or - for standard input`]);
  }
}

/** In which lines the candidates stand whose batch is not finished: empty lines are passed over, and no more is remembered than a batch. */
interface OpenLines {
  /** How many candidates are finished. */
  done: number;
  /** Of those behind them, in their order. */
  readonly numbers: number[];
}

async function importFrom({ input, isDryRun }: Import, accounts: Accounts): Promise<void> {
  const lines: OpenLines = { done: 0, numbers: [] };
  const summary = await accounts.importAccounts(readCandidates(input, lines), {
    isDryRun,
    onLeftOut: ({ index, problems, reason }) => {
      const verb = reason === 'email_taken' ? 'skipped' : 'refused';
      process.stderr.write(`gemel: line ${lines.numbers[index - lines.done] ?? 0} ${verb}: ${problems.join('; ')}\n`);
    },
    onProgress: (done) => {
      lines.numbers.splice(0, done - lines.done);
      lines.done = done;
    },
  });
  process.stdout.write(`${spell(summary, isDryRun)}\n`);
  if (summary.refused > 0) process.exitCode = 1;
}

/** Yields what each line holds, or undefined where it is no JSON. */
async function* readCandidates(input: Import['input'], lines: OpenLines): AsyncGenerator {
  let number = 0;
  for await (const line of readLines(input, command)) {
    number += 1;
    const text = line.replace(/^\ufeff/, '').trim();
    if (text === '') continue;
    lines.numbers.push(number);
    yield parseLine(text);
  }
  if (lines.done + lines.numbers.length === 0) throw optionsError(command, ['There is no account in it: write one per line, as JSON']);
}

/** What the parser says of a mistake would quote the line, and with it the hash. */
function parseLine(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function spell({ imported, withoutPassword, existing, refused }: ImportSummary, isDryRun: boolean): string {
  const whom = isDryRun ? `${imported} would be imported` : `${imported} imported`;
  const reset = withoutPassword === 0 ? '' : ` (${withoutPassword} without a password)`;
  return `${whom}${reset}, ${existing} skipped since they are here already, ${refused} refused.`;
}
