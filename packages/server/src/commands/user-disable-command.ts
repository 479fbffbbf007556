/** `gemel user disable` and `enable`: closes an account, with every session of it, and opens it again. */
import type { Account, Accounts } from '@gemel/accounts';
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { disableUser, enableUser } from '../admin/users/set-disabled.ts';
import { runOperation } from '../admin/run-operation.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

const emailArgument = { type: 'positional', description: 'E-mail address of the account', required: false } as const;
const reasonArgument = { type: 'string', description: 'Why; kept in the audit log' } as const;

export const userDisableCommand: CommandDef = {
  meta: { name: 'disable', description: 'Close an account: its sessions end everywhere, nobody signs in, and its owner is told' },
  args: { email: emailArgument, reason: reasonArgument },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const { email, reason } = read('disable', parseCommandLine('user disable', rawArgs, { reason: { type: 'string' } }, 1));
        if (reason === undefined)
          throw optionsError('gemel user disable', [
            `The reason is missing: write gemel user disable ${email} --reason 'left the company'`,
          ]);
        return { email, reason };
      },
      async ({ email, reason }, { administration }) => {
        const { subject, email: address } = await find('disable', email, administration.accounts);
        await runOperation(administration, disableUser, { subject, reason });
        process.stdout.write(`${address} is disabled, and its sessions have ended.\n`);
      },
      { hasMail: true },
    ),
};

export const userEnableCommand: CommandDef = {
  meta: { name: 'enable', description: 'Open a closed account again' },
  args: { email: emailArgument, reason: reasonArgument },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => read('enable', parseCommandLine('user enable', rawArgs, { reason: { type: 'string' } }, 1)),
      async ({ email, reason }, { administration }) => {
        const { subject, email: address } = await find('enable', email, administration.accounts);
        await runOperation(administration, enableUser, { subject, reason });
        process.stdout.write(`${address} can sign in again.\n`);
      },
    ),
};

type Verb = 'disable' | 'enable';

function read(verb: Verb, line: CommandLine): { readonly email: string; readonly reason: string | undefined } {
  const [email] = line.positionals;
  if (email === undefined)
    throw optionsError(`gemel user ${verb}`, [`The e-mail address is missing: write gemel user ${verb} ada@example.com`]);
  return { email, reason: line.texts('reason')[0] };
}

async function find(verb: Verb, email: string, accounts: Pick<Accounts, 'findByEmail'>): Promise<Account> {
  const account = await accounts.findByEmail(email);
  if (account === undefined) throw optionsError(`gemel user ${verb}`, [`There is no account for ${email}: correct the address`]);
  return account;
}
