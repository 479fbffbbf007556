/** `gemel user reset`: mails somebody the link to a new password, which only they choose, and takes lost second factors away. ASVS 6.4.4, 6.4.6 */
import type { Accounts } from '@gemel/accounts';
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

const command = 'gemel user reset';

export const resetCommand: CommandDef = {
  meta: { name: 'reset', description: 'Mail somebody a link to a new password; nobody else sees it, or chooses the password' },
  args: {
    email: { type: 'positional', description: 'E-mail address of the account', required: false },
    factors: { type: 'boolean', description: 'First take away every second factor, and the password, and end all sessions' },
  },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => readReset(parseCommandLine('user reset', rawArgs, { factors: { type: 'boolean' } }, 1)),
      (reset, { accounts }) => resetAccount(reset, accounts),
      { hasMail: true },
    ),
};

interface Reset {
  readonly email: string;
  readonly hasLostFactors: boolean;
}

function readReset(line: CommandLine): Reset {
  const [email] = line.positionals;
  if (email === undefined) throw optionsError(command, [`The e-mail address is missing: write ${command} ada@example.com`]);
  return { email, hasLostFactors: line.has('factors') };
}

async function resetAccount({ email, hasLostFactors }: Reset, accounts: Accounts): Promise<void> {
  const { passwordReset } = accounts;
  if (passwordReset === undefined)
    throw optionsError(command, ['No mail server is configured, so no link can leave: set GEMEL_MAIL_URL and GEMEL_MAIL_FROM']);
  const account = await accounts.findByEmail(email);
  if (account === undefined) throw optionsError(command, [`There is no account for ${email}: correct the address`]);
  if (account.isDisabled) throw optionsError(command, [`The account of ${account.email} is disabled, so no link would open it`]);
  if (hasLostFactors && (await accounts.resetFactors(account.subject)))
    process.stdout.write(`${account.email} has no second factor and no password any more, and every session has ended.\n`);
  await passwordReset.ask(account.email);
  process.stdout.write(`A link to a new password is on its way to ${account.email}; it is good once.\n`);
}
