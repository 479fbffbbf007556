/** Brings the server up, in the order in which a fault does least harm, and takes it down again. */
import { accountDefaults } from '@gemel/accounts';
import type { Configuration } from '../configuration/configuration.ts';
import { createAdminApp } from '../http/admin-app.ts';
import { createApp } from '../http/create-app.ts';
import { answerUnparsable, createListener } from '../http/create-listener.ts';
import type { Logger } from '../logging/create-logger.ts';
import { logEvents } from '../logging/log-events.ts';
import { watchLease } from '../logging/watch-lease.ts';
import { countEngineEvents } from '../metrics/engine-counts.ts';
import { createProcessFacts } from '../metrics/process-facts.ts';
import { createRequestCounts } from '../metrics/request-counts.ts';
import { openStores } from '../stores/open-stores.ts';
import { drain } from './drain.ts';
import { listen } from './listen.ts';
import { prepare } from './prepare.ts';
import { startEngine } from './start-engine.ts';
import { readVersion } from './version.ts';

export interface RunningServer {
  /** Where it answers: the issuer's origin. */
  readonly url: string;
  /** The port that was bound. */
  readonly port: number;
  /** Where metrics and health are answered on this machine. */
  readonly adminUrl: string;
  /** Undefined where the secret came from the environment. */
  readonly secretPath: string | undefined;
  readonly isSecretNew: boolean;
  /** Stops accepting, lets requests under way end, writes what is pending; safe to call again. */
  stop(): Promise<void>;
}

/** Milliseconds that requests under way are given when the process stops. */
const drainBoundMs = 8000;
/** Milliseconds between two looks at the lease, where the bound is not shorter than four of them. */
const lookEveryMs = 1000;

/** Rejects with what stopped the start; nothing stays open then. */
export async function startServer(configuration: Configuration, logger: Logger): Promise<RunningServer> {
  const { server, port, serve } = await listen(configuration.port, configuration.host);
  answerUnparsable(server, configuration.url);
  const undo: (() => Promise<void> | void)[] = [() => drain(server, 0)];
  const stopping = new AbortController();
  try {
    const admin = await listen(configuration.admin.port, configuration.admin.host);
    answerUnparsable(admin.server, undefined);
    undo.unshift(() => drain(admin.server, 0));
    const url = configuration.url ?? `http://localhost:${port}`;
    const { secrets, ...secretFacts } = await prepare(configuration);
    const stores = await openStores(configuration);
    undo.unshift(() => stores.close());
    const { gemel, accounts } = await startEngine(configuration, { url, secrets, stores });
    undo.unshift(() => gemel.close());
    const counts = countEngineEvents(gemel);
    const processFacts = createProcessFacts();
    const stopLogging = logEvents(gemel, logger);
    const { maxStaleness, onStale } = gemel.options.freshness;
    const everyMs = Math.min(lookEveryMs, maxStaleness * 250);
    const lease = watchLease({ read: () => gemel.stats().feed, onStale, nowMs: () => performance.now(), everyMs }, logger);
    undo.unshift(lease.stop, processFacts.stop);
    await accounts.finishPending();

    const { minLength: minPasswordLength } = accountDefaults.passwords;
    const { clients } = configuration;
    const requests = createRequestCounts();
    const services = { gemel, accounts, logger, requests, url, clients, minPasswordLength, stopping: stopping.signal };
    serve(createListener(createApp(services), logger, url));
    const adminUrl = `http://${spellHost(configuration.admin.host)}:${admin.port}`;
    const countNodes = () =>
      stores.sessions.fleet.list().then(
        ({ value }) => value.length,
        () => undefined,
      );
    const adminApp = createAdminApp({ services, counts, processFacts, version: readVersion(), countNodes, lease });
    admin.serve(createListener(adminApp, logger, adminUrl));

    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      stopping.abort();
      await drain(server, drainBoundMs);
      lease.stop();
      await gemel.close();
      stopLogging();
      counts.stop();
      processFacts.stop();
      await accounts.close();
      await stores.close();
      await drain(admin.server, 0);
    };
    return { url, port, adminUrl, ...secretFacts, stop: () => (stopped ??= stop()) };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

function spellHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
