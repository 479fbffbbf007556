/** Reads a command's options and refuses what it does not know, which citty would let pass. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { optionsError } from '@gemel/protocol';
import { nearestName } from '../configuration/nearest-name.ts';
import { markId, unmarkId } from './id-with-dash.ts';

export type OptionTable = Readonly<Record<string, { readonly type: 'string' | 'boolean'; readonly multiple?: boolean }>>;

export interface CommandLine {
  readonly positionals: readonly string[];
  /** The values of an option, in the order in which they were given; none where it is absent. */
  texts(name: string): readonly string[];
  has(name: string): boolean;
}

/** @throws GemelError `options_invalid` */
export function parseCommandLine(command: string, rawArgs: readonly string[], options: OptionTable, maxPositionals = 0): CommandLine {
  const config: ParseArgsConfig = {
    args: rawArgs.map(markId),
    options: { ...options },
    allowPositionals: true,
    strict: false,
    tokens: true,
  };
  const { values, positionals: found, tokens = [] } = parseArgs(config);
  const positionals = found.map(unmarkId);
  const problems: string[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = options[token.name];
    if (option === undefined) problems.push(unknownOption(command, token.rawName, options));
    else if (option.type === 'string' && (token.value === undefined || token.value === ''))
      problems.push(`${token.rawName} needs a value: write ${token.rawName} <value>`);
    else if (option.type === 'boolean' && token.value !== undefined)
      problems.push(`${token.rawName} takes no value: write ${token.rawName}`);
  }
  for (const extra of positionals.slice(maxPositionals))
    problems.push(`'${extra}' is not something that \`gemel ${command}\` takes: see \`gemel ${command} --help\``);
  if (problems.length > 0) throw optionsError(`gemel ${command}`, problems);
  return {
    positionals,
    texts: (name) => [values[name] ?? []].flat().map((value) => unmarkId(String(value))),
    has: (name) => values[name] === true,
  };
}

function unknownOption(command: string, rawName: string, options: OptionTable): string {
  const names = Object.keys(options).map((name) => `--${name}`);
  const suggestion = nearestName(rawName, names);
  if (suggestion !== undefined) return `${rawName} is not an option of \`gemel ${command}\`: did you mean ${suggestion}?`;
  return `${rawName} is not an option of \`gemel ${command}\`${names.length === 0 ? ', which takes none: settings come from the environment, such as GEMEL_PORT=4100' : `: it takes ${names.join(', ')}`}`;
}
