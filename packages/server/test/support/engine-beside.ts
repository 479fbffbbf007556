/** An engine over the database of a server that runs: what an operator's command has in its hands. */
import type { Accounts } from '@gemel/accounts';
import type { Gemel } from 'gemel';
import { loadConfiguration } from '../../src/configuration/load-configuration.ts';
import { readOrMakeSecret, secretPathOf } from '../../src/start/make-secret.ts';
import { startEngine } from '../../src/start/start-engine.ts';
import { openStores } from '../../src/stores/open-stores.ts';

export interface EngineBeside {
  readonly gemel: Gemel;
  readonly accounts: Accounts;
  stop(): Promise<void>;
}

/** @param settings as the server's environment has them, where it is not on its own SQLite file */
export async function openBeside(
  server: { readonly url: string; readonly databasePath: string },
  settings: Readonly<Record<string, string>> = {},
): Promise<EngineBeside> {
  const configuration = loadConfiguration({ GEMEL_DATABASE_URL: `sqlite:${server.databasePath}`, ...settings }, () => '');
  const stores = await openStores(configuration);
  const secrets = configuration.secrets ?? [readOrMakeSecret(secretPathOf(configuration.database)).secret];
  const { gemel, accounts } = await startEngine(configuration, {
    ...{ url: server.url, secrets, stores, nodeName: 'beside', keepsAlgorithm: true },
    onAuditFault: () => undefined,
  });
  return {
    gemel,
    accounts,
    stop: async () => {
      await gemel.close();
      await accounts.close();
      await stores.close();
    },
  };
}
