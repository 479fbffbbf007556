/** Brings a relay up: a copy of the feed, whoever reads it, and a view that shows what those readers can rely on. */
import { randomBytes } from 'node:crypto';
import type { FeedReadOptions, RevocationFeed } from '@gemel/protocol';
import { createRelay, createView, followFeed, systemClock, systemSleep, verifierDefaults } from '@gemel/verifier';
import type { ListeningSettings } from '../configuration/take-listening.ts';
import { answerUnparsable, createListener } from '../http/create-listener.ts';
import { createRelayAdminApp, createRelayApp, type RelayServices } from '../http/relay-app.ts';
import type { Logger } from '../logging/create-logger.ts';
import { faultFacts } from '../logging/log-events.ts';
import { watchLease } from '../logging/watch-lease.ts';
import { createLabelledCounter } from '../metrics/labelled-counter.ts';
import { createProcessFacts } from '../metrics/process-facts.ts';
import { createRequestCounts } from '../metrics/request-counts.ts';
import { drain } from './drain.ts';
import { listen } from './listen.ts';
import { spellHost } from './spell-host.ts';
import { readVersion } from './version.ts';

export interface RelaySettings extends ListeningSettings {
  /** The feed that is passed on. */
  readonly feed: RevocationFeed;
}

export interface RunningRelay {
  /** Where it answers. */
  readonly url: string;
  /** Where metrics and health are answered on this machine. */
  readonly adminUrl: string;
  /** Stops accepting and lets requests under way end; safe to call again. */
  stop(): Promise<void>;
}

/** Milliseconds that requests under way are given when the process stops. */
const drainBoundMs = 8000;
const lookEveryMs = 250;

/** Resolves when it listens, whether or not the feed can be read yet. Rejects with what stopped the start; nothing stays open then. */
export async function startRelay({ feed, host, port, admin, clients, feedAccess }: RelaySettings, logger: Logger): Promise<RunningRelay> {
  const main = await listen(port, host);
  answerUnparsable(main.server, undefined);
  const side = await listen(admin.port, admin.host).catch(async (error: unknown) => {
    await drain(main.server, 0);
    throw error;
  });
  answerUnparsable(side.server, undefined);

  const stopping = new AbortController();
  const faults = createLabelledCounter([{ code: 'feed_unavailable' }]);
  const onFault = (error: unknown): void => {
    const facts = faultFacts(error);
    faults.add({ code: facts.code });
    logger.error({ ...facts, during: 'feed' }, 'fault');
  };
  const ending = new AbortController();
  const relay = createRelay({ feed: endable(feed, ending.signal), onFault });
  const view = createView({ clock: systemClock, maxStaleness: verifierDefaults.freshness.maxStaleness, onFault });
  // It reads as everybody here does, so what it holds is what they can hold at best.
  const reader = { id: randomBytes(16).toString('base64url'), acceptsStale: false };
  const follower = followFeed({ feed: relay, view, clock: systemClock, sleep: systemSleep, jitter: Math.random, onFault, reader });
  const lease = watchLease({ read: view.status, onStale: 'refuse', nowMs: () => performance.now(), everyMs: lookEveryMs }, logger);
  const processFacts = createProcessFacts();
  const services: RelayServices = {
    relay,
    view,
    clients,
    feedAccess,
    logger,
    onFault,
    requests: createRequestCounts(),
    stopping: stopping.signal,
  };
  const url = `http://${spellHost(host ?? 'localhost')}:${main.port}`;
  const adminUrl = `http://${spellHost(admin.host)}:${side.port}`;
  main.serve(createListener(createRelayApp(services), logger, url));
  side.serve(createListener(createRelayAdminApp({ services, lease, faults, processFacts, version: readVersion() }), logger, adminUrl));

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopping.abort();
    await drain(main.server, drainBoundMs);
    lease.stop();
    await follower.stop();
    ending.abort();
    processFacts.stop();
    await drain(side.server, 0);
  };
  return { url, adminUrl, stop: () => (stopped ??= stop()) };
}

/** A read that waits for news would hold up the end of the process. */
function endable(feed: RevocationFeed, ending: AbortSignal): RevocationFeed {
  return {
    read: async (after, { signal, ...options }: FeedReadOptions = {}) =>
      feed.read(after, { ...options, signal: AbortSignal.any(signal === undefined ? [ending] : [signal, ending]) }),
  };
}
