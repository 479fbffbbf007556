/** Two nodes and live connections at the second; its feed and its reads of the store can be cut, and its log can have a gap. */
import { createLiveConnections, type LiveConnection, type LiveConnections } from '../../src/adapters/live/index.ts';
import type { Gemel, RequestFacts, SessionPrincipal, StartedSession, StartSession } from '../../src/core/gemel.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aFleet, codeOf, type Fleet, type FleetOptions, outcome, present, withBearer, withCookie } from './fleet.ts';

export interface LiveStage extends Fleet {
  readonly here: Gemel;
  /** Where the connections are. */
  readonly there: Gemel;
  readonly live: LiveConnections<SessionPrincipal>;
  readonly cut: { feed: boolean; records: boolean; hangs: boolean; hasGap: boolean };
  /** Reads of records at the second node: how many there were, are under way, and were under way at most. */
  readonly reads: { count: number; now: number; most: number };
  begin(
    start?: Partial<StartSession>,
  ): Promise<{ readonly started: StartedSession; readonly sid: string; readonly cookie: RequestFacts; readonly bearer: RequestFacts }>;
  /** Why the connection has ended; undefined while it is open. */
  reasonOf(connection: LiveConnection<SessionPrincipal>): string | undefined;
  /** How the second node would answer a request now that nobody sent by hand. */
  ask(request: RequestFacts): Promise<string>;
}

export async function aLiveStage(options: FleetOptions = {}): Promise<LiveStage> {
  const cut = { feed: false, records: false, hangs: false, hasGap: false };
  const reads = { count: 0, now: 0, most: 0 };
  const failing = (): Promise<never> => (cut.hangs ? new Promise(() => undefined) : Promise.reject(new Error('cut')));
  const through = (store: SessionStore, index: number): SessionStore =>
    index === 0
      ? store
      : {
          ...store,
          async readLog(after) {
            if (cut.feed) return failing();
            if (!cut.hasGap) return store.readLog(after);
            const page = await store.readLog(undefined);
            return { ...page, value: { ...page.value, entries: [] } };
          },
          waitForNews: (after, wait) => (cut.feed ? failing() : store.waitForNews(after, wait)),
          async find(sid) {
            reads.count++;
            reads.most = Math.max(reads.most, ++reads.now);
            try {
              return await (cut.records ? failing() : store.find(sid));
            } finally {
              reads.now--;
            }
          },
        };
  const fleet = await aFleet({ nodeCount: 2, through, ...options });
  const [here, there] = [present(fleet.nodes[0]), present(fleet.nodes[1])];
  return {
    ...fleet,
    here,
    there,
    live: createLiveConnections(there),
    cut,
    reads,
    async begin(start = {}) {
      const started = await here.startSession({ subject: 'ada', mode: 'both', ...start });
      const cookie = withCookie(present(started.sessionToken));
      return { started, sid: started.session.sid, cookie, bearer: withBearer(present(started.tokens).accessToken) };
    },
    reasonOf: ({ ended }) => (ended.aborted ? String(Reflect.get(Object(ended.reason), 'code')) : undefined),
    async ask(request) {
      const asked = Promise.resolve().then(() => outcome(there.authenticate({ ...request, isUnattended: true })));
      const code = await codeOf(asked);
      return code === 'nothing was thrown' ? asked : code;
    },
  };
}
