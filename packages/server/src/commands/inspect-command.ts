/** `gemel token inspect`: what a token says, what each claim means, and what is wrong with it; without keys, so without trust. */
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import { systemClock } from '@gemel/verifier';
import { decodeToken } from '../tokens/decode-token.ts';
import { describeToken } from '../tokens/describe-token.ts';
import { findProblems } from '../tokens/find-problems.ts';
import { readTokens } from '../tokens/read-tokens.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

const command = 'gemel token inspect';

export const inspectCommand: CommandDef = {
  meta: { name: 'inspect', description: 'Show what a token says and what is wrong with it; verifies nothing' },
  args: { token: { type: 'positional', description: 'The token; without it, from standard input', required: false } },
  run: ({ rawArgs }) =>
    runOrExplain(async () => {
      // An argument too many is refused by number: it is a token, and is not said again.
      const { positionals } = parseCommandLine('token inspect', rawArgs, {}, Number.POSITIVE_INFINITY);
      const text = (await readOne(positionals)).trim().replace(/^(?:authorization: *)?bearer +/i, '');
      const token = decodeToken(text);
      if (typeof token === 'string') throw optionsError(command, [token]);
      const lines = describeToken(token, await findProblems(text, token, systemClock), systemClock.wallMs() / 1000);
      process.stdout.write(`${lines.join('\n')}\n`);
    }),
};

async function readOne(args: readonly string[]): Promise<string> {
  const tokens: string[] = [];
  for await (const token of readTokens(args)) tokens.push(token);
  const [token] = tokens;
  if (token === undefined) throw optionsError(command, [`The token is missing: write ${command} <token>, or ${command} < file`]);
  if (tokens.length > 1) throw optionsError(command, [`It takes one token at a time, and was given ${tokens.length}`]);
  return token;
}
