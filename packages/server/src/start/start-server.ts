/** Brings the server up, in the order in which a fault does least harm, and takes it down again. */
import { type Accounts, accountDefaults, createAccounts } from '@gemel/accounts';
import { createGemel, type Gemel } from 'gemel';
import type { Configuration } from '../configuration/configuration.ts';
import { createApp } from '../http/create-app.ts';
import { answerUnparsable, createListener } from '../http/create-listener.ts';
import type { Logger } from '../logging/create-logger.ts';
import { logEvents } from '../logging/log-events.ts';
import { type Database, migrateDatabase, openDatabase } from './database.ts';
import { drain } from './drain.ts';
import { listen } from './listen.ts';
import { readOrMakeSecret, secretPathOf } from './make-secret.ts';
import { prepareFiles } from './prepare-files.ts';

export interface RunningServer {
  /** Where it answers: the issuer's origin. */
  readonly url: string;
  /** The port that was bound. */
  readonly port: number;
  /** Undefined where the secret came from the environment. */
  readonly secretPath: string | undefined;
  readonly isSecretNew: boolean;
  /** Stops accepting, lets requests under way end, writes what is pending; safe to call again. */
  stop(): Promise<void>;
}

/** Milliseconds that requests under way are given when the process stops. */
const drainBoundMs = 8000;

/** Rejects with what stopped the start; nothing stays open then. */
export async function startServer(configuration: Configuration, logger: Logger): Promise<RunningServer> {
  const { server, port, serve } = await listen(configuration.port, configuration.host);
  answerUnparsable(server, configuration.url);
  const undo: (() => Promise<void> | void)[] = [() => drain(server, 0)];
  const stopping = new AbortController();
  try {
    const url = configuration.url ?? `http://localhost:${port}`;
    const { secrets, ...secretFacts } = await prepare(configuration);
    const database = await openDatabase(configuration.databasePath);
    undo.unshift(() => database.close());
    const { gemel, accounts } = await startEngine(configuration, { url, secrets, database });
    undo.unshift(() => gemel.close());
    const stopLogging = logEvents(gemel, logger);
    await accounts.finishPending();

    const { minLength: minPasswordLength } = accountDefaults.passwords;
    const app = createApp({ gemel, accounts, logger, url, minPasswordLength, stopping: stopping.signal });
    serve(createListener(app, logger, url));

    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      stopping.abort();
      await drain(server, drainBoundMs);
      await gemel.close();
      stopLogging();
      await accounts.close();
      database.close();
    };
    return { url, port, ...secretFacts, stop: () => (stopped ??= stop()) };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

interface Prepared {
  readonly secrets: readonly string[];
  readonly secretPath: string | undefined;
  readonly isSecretNew: boolean;
}

/** Development makes its own files, tables and secret; production has been checked to have them. */
async function prepare({ isProduction, databasePath, secrets }: Configuration): Promise<Prepared> {
  if (!isProduction) {
    prepareFiles(databasePath);
    await migrateDatabase(databasePath);
  }
  if (secrets !== undefined) return { secrets, secretPath: undefined, isSecretNew: false };
  const secretPath = secretPathOf(databasePath);
  const { secret, isNew } = readOrMakeSecret(secretPath);
  return { secrets: [secret], secretPath, isSecretNew: isNew };
}

interface EngineParts {
  readonly url: string;
  readonly secrets: readonly string[];
  readonly database: Database;
}

/** The engine and the accounts over an open database; commands use them without a server. */
export async function startEngine(
  { cookieName, allowedOrigins, trustedProxies }: Configuration,
  { url, secrets, database }: EngineParts,
): Promise<{ readonly gemel: Gemel; readonly accounts: Accounts }> {
  const gemel = await createGemel({
    issuer: url,
    secret: secrets,
    store: database.sessions,
    http: { allowedOrigins, trustedProxies },
    ...(cookieName === undefined ? {} : { cookie: { name: cookieName } }),
  });
  return { gemel, accounts: createAccounts({ gemel, store: database.accounts }) };
}
