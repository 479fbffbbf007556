/** `gemel user grant`: replaces what an account, and each of its sessions, may do. */
import { readFileSync } from 'node:fs';
import type { CommandDef } from 'citty';
import { optionsError } from '@gemel/protocol';
import type { Configuration } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { openStores } from '../stores/open-stores.ts';
import { readOrMakeSecret, secretPathOf } from '../start/make-secret.ts';
import { startEngine } from '../start/start-engine.ts';
import { type CommandLine, parseCommandLine } from './parse-command-line.ts';
import { runOrExplain } from './run-or-explain.ts';

export const grantCommand: CommandDef = {
  meta: { name: 'grant', description: 'Replace the roles, the permissions, or both, of an account and of its sessions' },
  args: {
    email: { type: 'positional', description: 'E-mail address of the account', required: false },
    role: { type: 'string', description: 'A role; may be repeated' },
    permission: { type: 'string', description: 'A permission; may be repeated' },
  },
  run: ({ rawArgs }) =>
    runOrExplain(async (context) => {
      const line = parseCommandLine(
        'user grant',
        rawArgs,
        { role: { type: 'string', multiple: true }, permission: { type: 'string', multiple: true } },
        1,
      );
      const configuration = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'));
      context.facts = { ...configuration, secretPath: secretPathOf(configuration.database) };
      await grant(configuration, readGrant(line));
    }),
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

async function grant(configuration: Configuration, { email, roles, permissions }: Grant): Promise<void> {
  const stores = await openStores(configuration);
  try {
    const secrets = configuration.secrets ?? [readOrMakeSecret(secretPathOf(configuration.database)).secret];
    const url = configuration.url ?? `http://localhost:${configuration.port}`;
    const { gemel, accounts } = await startEngine(configuration, { url, secrets, stores });
    try {
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
    } finally {
      await gemel.close();
      await accounts.close();
    }
  } finally {
    await stores.close();
  }
}
