/** Brings the server up, in the order in which a fault does least harm, and takes it down again. */
import { hostname } from 'node:os';
import { accountDefaults, recentAuthAge } from '@gemel/accounts';
import type { Configuration } from '../configuration/configuration.ts';
import { firstConsoleLink } from '../console/first-console-link.ts';
import { keepHistory } from '../console/live/keep-history.ts';
import { createAdminApp } from '../http/admin-app.ts';
import { createApp } from '../http/create-app.ts';
import { answerUnparsable, createListener } from '../http/create-listener.ts';
import { type RouteRow, routeTable } from '../http/route-table.ts';
import type { Logger } from '../logging/create-logger.ts';
import { logAuditFaults } from '../logging/log-audit-faults.ts';
import { faultFacts, logEvents } from '../logging/log-events.ts';
import { watchLease } from '../logging/watch-lease.ts';
import { countEngineEvents } from '../metrics/engine-counts.ts';
import { createProcessFacts } from '../metrics/process-facts.ts';
import { createRequestCounts } from '../metrics/request-counts.ts';
import { spellMailPlace } from '../mail/mail-place.ts';
import { openMailWay } from '../mail/open-mail-way.ts';
import { openStores } from '../stores/open-stores.ts';
import { drain } from './drain.ts';
import { listen } from './listen.ts';
import { prepare } from './prepare.ts';
import { spellHost } from './spell-host.ts';
import { startEngine } from './start-engine.ts';
import { readVersion } from './version.ts';

export interface RunningServer {
  /** Where it answers: the issuer's origin. */
  readonly url: string;
  /** The port that was bound. */
  readonly port: number;
  /** Where metrics and health are answered on this machine. */
  readonly adminUrl: string;
  /** Everything that the public listener answers. */
  readonly routes: readonly RouteRow[];
  /** Everything that the admin listener answers. */
  readonly adminRoutes: readonly RouteRow[];
  /** Makes whoever opens it an administrator; undefined where there is one, and in production, whose output others may read. */
  readonly consoleLink: string | undefined;
  /** Where mail goes, in words. */
  readonly mail: string;
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
    const { options: mail, outbox } = await openMailWay(configuration, logger);
    const nodeName = `${hostname()}:${port}`;
    const engineParts = { url, secrets, stores, nodeName, mail, onAuditFault: logAuditFaults(logger) };
    const { gemel, accounts } = await startEngine(configuration, engineParts);
    undo.unshift(() => gemel.close());
    const counts = countEngineEvents(gemel);
    const processFacts = createProcessFacts();
    const stopLogging = logEvents(gemel, logger);
    const { maxStaleness, onStale } = gemel.options.freshness;
    const everyMs = Math.min(lookEveryMs, maxStaleness * 250);
    const lease = watchLease({ read: () => gemel.stats().feed, onStale, nowMs: () => performance.now(), everyMs }, logger);
    const history = keepHistory({ gemel, counts, lease });
    undo.unshift(lease.stop, processFacts.stop, history.stop);
    await accounts.finishPending();
    // Behind the start: there may be many who have a role that was declared anew.
    accounts.roles.settle().catch((error: unknown) => logger.error(faultFacts(error), 'roles.unsettled'));

    const { minLength: minPasswordLength } = accountDefaults.passwords;
    const { clients, feedAccess, isProduction, sessionsNeedProof } = configuration;
    const sessionsMaxAuthAge = sessionsNeedProof ? recentAuthAge : undefined;
    const requests = createRequestCounts();
    const answered = { url, clients, feedAccess, sessionsMaxAuthAge, minPasswordLength, stopping: stopping.signal };
    const services = { gemel, accounts, logger, requests, ...answered };
    const { app, routes } = createApp(services);
    serve(createListener(app, logger, url));
    const adminUrl = `http://${spellHost(configuration.admin.host)}:${admin.port}`;
    const countNodes = () =>
      stores.sessions.fleet.list().then(
        ({ value }) => value.length,
        () => undefined,
      );
    const version = readVersion();
    const administration = { gemel, accounts, fleet: stores.sessions.fleet, keys: stores.sessions.keys, outbox, version };
    const adminApp = createAdminApp({ services, administration, counts, processFacts, version, countNodes, lease, outbox, history });
    admin.serve(createListener(adminApp, logger, adminUrl));

    const consoleLink = isProduction ? undefined : await firstConsoleLink(accounts, adminUrl);
    let stopped: Promise<void> | undefined;
    const stop = async (): Promise<void> => {
      stopping.abort();
      await drain(server, drainBoundMs);
      lease.stop();
      history.stop();
      await gemel.close();
      stopLogging();
      counts.stop();
      processFacts.stop();
      await accounts.close();
      await stores.close();
      await drain(admin.server, 0);
    };
    const told = { mail: spellMail(configuration, adminUrl), consoleLink, ...secretFacts };
    return { url, port, adminUrl, routes, adminRoutes: routeTable(adminApp, []), ...told, stop: () => (stopped ??= stop()) };
  } catch (error) {
    for (const step of undo) await step();
    throw error;
  }
}

function spellMail({ mail, isProduction }: Configuration, adminUrl: string): string {
  if (mail !== undefined) return spellMailPlace(mail.place);
  return isProduction ? 'none' : `${adminUrl}/outbox`;
}
