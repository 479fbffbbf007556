/** Runs a command over the store of accounts that the environment names, with no engine and no secret. */
import { readFileSync } from 'node:fs';
import type { AccountStore } from '@gemel/accounts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { openAccounts } from '../stores/open-stores.ts';
import { runOrExplain } from './run-or-explain.ts';

/** @param readLine judges the command line, before anything is opened. */
export function runWithAccounts<Line>(readLine: () => Line, command: (line: Line, accounts: AccountStore) => Promise<void>): Promise<void> {
  return runOrExplain(async (context) => {
    const line = readLine();
    const configuration = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'), 'store');
    context.facts = configuration;
    const { accounts, close } = await openAccounts(configuration);
    try {
      await command(line, accounts);
    } finally {
      await close();
    }
  });
}
