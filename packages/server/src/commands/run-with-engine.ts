/** Runs a command over an engine of its own, which is a node of the fleet for as long as the command takes. */
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Accounts, AuditFault } from '@gemel/accounts';
import type { Gemel, SessionStore } from 'gemel';
import type { AdminContext } from '../admin/admin-operation.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { loadConfiguration } from '../configuration/load-configuration.ts';
import { readOrMakeSecret, secretPathOf } from '../start/make-secret.ts';
import { startEngine } from '../start/start-engine.ts';
import { readVersion } from '../start/version.ts';
import { openStores } from '../stores/open-stores.ts';
import { commandMail } from './command-mail.ts';
import { runOrExplain } from './run-or-explain.ts';

/** A command ends soon, and tries no longer than that. */
function sayLost({ lost }: AuditFault): void {
  if (lost > 0)
    process.stderr.write(`gemel: The audit log could not be written; it does not know of this command (events lost: ${lost}).\n`);
}

export interface CommandEngine {
  readonly gemel: Gemel;
  readonly accounts: Accounts;
  readonly sessions: SessionStore;
  readonly configuration: Configuration;
  /** For operations: whoever has the command line may do everything. */
  readonly administration: AdminContext;
}

interface EngineNeeds {
  /** Whether the command has something to tell people; by default it tells nobody. */
  readonly hasMail?: boolean;
}

/** @param readLine judges the command line, before anything is opened. */
export function runWithEngine<Line>(
  readLine: () => Line,
  command: (line: Line, engine: CommandEngine) => Promise<void>,
  { hasMail = false }: EngineNeeds = {},
): Promise<void> {
  return runOrExplain(async (context) => {
    const line = readLine();
    const configuration = loadConfiguration(process.env, (path) => readFileSync(path, 'utf8'));
    context.facts = { ...configuration, secretPath: secretPathOf(configuration.database) };
    const stores = await openStores(configuration);
    try {
      const secrets = configuration.secrets ?? [readOrMakeSecret(secretPathOf(configuration.database)).secret];
      const url = configuration.url ?? `http://localhost:${configuration.port}`;
      const mail = hasMail ? await commandMail(configuration) : undefined;
      const own = {
        nodeName: `${hostname()}, a command`,
        keepsAlgorithm: true,
        onAuditFault: sayLost,
        ...(mail === undefined ? {} : { mail }),
      };
      const { gemel, accounts } = await startEngine(configuration, { url, secrets, stores, ...own });
      try {
        const { sessions } = stores;
        const actor = { kind: 'operator' } as const;
        const parts = { gemel, accounts, fleet: sessions.fleet, keys: sessions.keys, outbox: undefined };
        const administration = { ...parts, version: readVersion(), actor };
        await command(line, { gemel, accounts, sessions, configuration, administration });
      } finally {
        await gemel.close();
        await accounts.close();
      }
    } finally {
      await stores.close();
    }
  });
}
