/** `gemel user export`: everything that is kept about an account, for its owner who asked the operator for it. */
import { type Accounts, exportJson } from '@gemel/accounts';
import { optionsError } from '@gemel/protocol';
import type { CommandDef } from 'citty';
import { parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

const command = 'gemel user export';

export const exportCommand: CommandDef = {
  meta: { name: 'export', description: 'Write everything that is kept about an account as JSON, with nothing in it that lets anybody in' },
  args: { email: { type: 'positional', description: 'E-mail address of the account', required: false } },
  run: ({ rawArgs }) =>
    runWithEngine(
      () => {
        const [email] = parseCommandLine('user export', rawArgs, {}, 1).positionals;
        if (email === undefined)
          throw optionsError(command, [`The e-mail address is missing: write ${command} ada@example.com > ada.json`]);
        return email;
      },
      (email, { accounts }) => exportByEmail(email, accounts),
    ),
};

async function exportByEmail(email: string, accounts: Accounts): Promise<void> {
  const account = await accounts.findByEmail(email);
  const exported = account && (await accounts.leaving.exportOf(account.subject));
  if (exported === undefined) throw optionsError(command, [`There is no account for ${email}: correct the address`]);
  for await (const piece of exportJson(exported)) await write(piece);
}

/** Waits where whoever reads is slower. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => process.stdout.write(text, (error) => (error ? reject(error) : resolve())));
}
