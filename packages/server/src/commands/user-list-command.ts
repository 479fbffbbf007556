/** `gemel user list`: accounts by the beginning of their addresses. */
import type { Account } from '@gemel/accounts';
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { listUsers } from '../admin/users/list-users.ts';
import { runOperation } from '../admin/run-operation.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

export const userListCommand: CommandDef = {
  meta: { name: 'list', description: 'List accounts by address, all or those whose address begins with a text' },
  args: {
    email: { type: 'positional', description: 'The beginning of the address', required: false },
    after: { type: 'string', description: 'Only addresses behind this one' },
    limit: { type: 'string', description: 'As many at most: 1 to 200, 50 where nothing is said' },
  },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => readList(parseCommandLine('user list', rawArgs, { after: { type: 'string' }, limit: { type: 'string' } }, 1)),
      async (given, { administration }) => {
        const { users, next } = await runOperation(administration, listUsers, given);
        for (const user of users) process.stdout.write(`${spell(user)}\n`);
        if (next !== null) process.stderr.write(`gemel: there is more: write --after ${next}\n`);
      },
    ),
};

function readList(line: CommandLine): { readonly email: string | undefined; readonly after: string | undefined; readonly limit: number } {
  const [text = '50'] = line.texts('limit');
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (limit < 1 || limit > 200) throw optionsError('gemel user list', ['--limit must be a number from 1 to 200: write --limit 50']);
  return { email: line.positionals[0], after: line.texts('after')[0], limit };
}

function spell({ subject, email, isEmailVerified, isDisabled, roles }: Account): string {
  const words = [...(isEmailVerified ? [] : ['unconfirmed']), ...(isDisabled ? ['disabled'] : [])];
  return [subject, email, ...(roles.length === 0 ? [] : [`roles ${roles.join(', ')}`]), ...words].join('  ');
}
