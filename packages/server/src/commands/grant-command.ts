/** `gemel user grant`: replaces what an account, and each of its sessions, may do. */
import type { Accounts } from '@gemel/accounts';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

export const grantCommand: CommandDef = {
  meta: { name: 'grant', description: 'Replace the roles, the permissions, or both, of an account and of its sessions' },
  args: {
    email: { type: 'positional', description: 'E-mail address of the account', required: false },
    role: { type: 'string', description: 'A role; may be repeated' },
    permission: { type: 'string', description: 'A permission; may be repeated' },
  },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const options = { role: { type: 'string', multiple: true }, permission: { type: 'string', multiple: true } } as const;
        return readGrant(parseCommandLine('user grant', rawArgs, options, 1));
      },
      (line, { accounts }) => grant(line, accounts),
    ),
};

interface Grant {
  readonly email: string;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
}

function readGrant(line: CommandLine): Grant {
  const [email] = line.positionals;
  const [roles, permissions] = [line.texts('role'), line.texts('permission')];
  const usage = 'write gemel user grant ada@example.com --role staff --permission orders:read';
  if (email === undefined) throw optionsError('gemel user grant', [`The e-mail address is missing: ${usage}`]);
  if (roles.length + permissions.length === 0) throw optionsError('gemel user grant', [`There is nothing to grant: ${usage}`]);
  return { email, roles, permissions };
}

async function grant({ email, roles, permissions }: Grant, accounts: Accounts): Promise<void> {
  // What is not named stays: only the lists that were given are replaced.
  const account = await accounts.grant(email, {
    ...(roles.length === 0 ? {} : { roles }),
    ...(permissions.length === 0 ? {} : { permissions }),
  });
  if (account === undefined)
    throw optionsError('gemel user grant', [`There is no account for ${email}: correct the address, or sign up first`]);
  process.stdout.write(
    `${account.email}: roles ${account.roles.join(', ') || 'none'}; permissions ${account.permissions.join(', ') || 'none'}.\n`,
  );
}
