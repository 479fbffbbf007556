/** `gemel user delete`: the end of an account, its sessions and everything that belongs to it. */
import type { Accounts } from '@gemel/accounts';
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

const command = 'gemel user delete';
const usage = `write ${command} ada@example.com --yes`;

export const deleteCommand: CommandDef = {
  meta: { name: 'delete', description: 'Delete an account for good: its sessions end everywhere, and everything that belongs to it goes' },
  args: {
    email: { type: 'positional', description: 'E-mail address of the account', required: false },
    yes: { type: 'boolean', description: 'Confirms that it is to be gone for good' },
  },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => readDeletion(parseCommandLine('user delete', rawArgs, { yes: { type: 'boolean' } }, 1)),
      (email, { accounts }) => deleteByEmail(email, accounts),
      { hasMail: true },
    ),
};

function readDeletion(line: CommandLine): string {
  const [email] = line.positionals;
  if (email === undefined) throw optionsError(command, [`The e-mail address is missing: ${usage}`]);
  if (!line.has('yes'))
    throw optionsError(command, [`Nobody can bring ${email} back, so nothing was done: ${usage.replace('ada@example.com', email)}`]);
  return email;
}

async function deleteByEmail(email: string, accounts: Accounts): Promise<void> {
  const account = await accounts.findByEmail(email);
  if (account === undefined || !(await accounts.deleteAccount(account.subject)))
    throw optionsError(command, [`There is no account for ${email}: correct the address`]);
  process.stdout.write(`${account.email} is deleted (subject ${account.subject}); its sessions have ended.\n`);
}
