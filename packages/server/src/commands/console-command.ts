/** `gemel console link`: a one-time link that makes whoever opens it an administrator of the console. */
import type { CommandDef } from 'citty';
import { ADMINISTRATOR_ROLE } from '../admin/admin-scope.ts';
import { beginPath } from '../console/door/add-first-administrator.tsx';
import { spellHost } from '../start/spell-host.ts';
import { parseCommandLine } from './parse-command-line.ts';
import { runWithEngine } from './run-with-engine.ts';

const minute = 60;

export const consoleCommand: CommandDef = {
  meta: { name: 'console', description: 'Let somebody into the console' },
  subCommands: {
    link: {
      meta: { name: 'link', description: 'Print a one-time link that makes whoever opens it an administrator' },
      run: ({ rawArgs }) =>
        runWithEngine(
          () => void parseCommandLine('console link', rawArgs, {}),
          async (_, { accounts, configuration: { admin } }) => {
            const { token, expiresIn } = await accounts.invitations.issue(ADMINISTRATOR_ROLE, { isForTheFirst: false });
            const url = `http://${spellHost(admin.host)}:${admin.port}${beginPath}?token=${token}`;
            process.stdout.write(`${url}\nIt is good once, for ${Math.round(expiresIn / minute)} minutes.\n`);
          },
        ),
    },
  },
};
