/** Runs a command over an engine of its own, which is a node of the fleet for as long as the command takes. */
import { readFileSync } from 'node:fs';
import type { Accounts } from '@gemel/accounts';
import type { Gemel } from 'gemel';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { readOrMakeSecret, secretPathOf } from '../start/make-secret.ts';
import { startEngine } from '../start/start-engine.ts';
import { openStores } from '../stores/open-stores.ts';
import { runOrExplain } from './run-or-explain.ts';

/** @param readLine judges the command line, before anything is opened. */
export function runWithEngine<Line>(
  readLine: () => Line,
  command: (line: Line, engine: { readonly gemel: Gemel; readonly accounts: Accounts }) => Promise<void>,
): Promise<void> {
  return runOrExplain(async (context) => {
    const line = readLine();
    const configuration = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'));
    context.facts = { ...configuration, secretPath: secretPathOf(configuration.database) };
    const stores = await openStores(configuration);
    try {
      const secrets = configuration.secrets ?? [readOrMakeSecret(secretPathOf(configuration.database)).secret];
      const url = configuration.url ?? `http://localhost:${configuration.port}`;
      const { gemel, accounts } = await startEngine(configuration, { url, secrets, stores });
      try {
        await command(line, { gemel, accounts });
      } finally {
        await gemel.close();
        await accounts.close();
      }
    } finally {
      await stores.close();
    }
  });
}
