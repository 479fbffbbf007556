/** The open connections of a process, by session: each is judged again whenever the answer may have become another one. */
import { GemelError, NEVER, type Principal, type Revocation } from '@gemel/protocol';
import { parseRequirement } from '../check-requirement.ts';
import type { GuardedFacts } from '../guards/guard.ts';
import type { LiveConnection, LiveOptions } from './live-connection.ts';
import type { LiveSource } from './live-source.ts';
import { createReviewQueue } from './review-queue.ts';
import { watchLeases } from './watch-leases.ts';
import { createWatchedConnection, type WatchedConnection } from './watched-connection.ts';

export interface OpenConnections<Whom extends Principal = Principal> {
  readonly size: number;
  /** Resolves where the request would be let in. @throws GemelError (rejects) why it would not; `options_invalid` where the requirement is none */
  open(request: GuardedFacts, options?: LiveOptions<Whom>): Promise<LiveConnection<Whom>>;
}

/** While nothing is open, nothing listens and nothing runs. An entry of the feed costs one look by its `sid`. */
export function createOpenConnections<Whom extends Principal>(source: LiveSource<Whom>): OpenConnections<Whom> {
  const { view } = source;
  const all = new Set<WatchedConnection<Whom>>();
  const bySid = new Map<string, Set<WatchedConnection<Whom>>>();
  const queue = createReviewQueue<WatchedConnection<Whom>>((connection) => connection.review());
  let stop: (() => void) | undefined;

  function hear(entry: Revocation): void {
    if (entry.kind === 'key') {
      for (const connection of all) queue.add(connection);
      return;
    }
    for (const connection of bySid.get(entry.sid) ?? []) {
      if (entry.generation === NEVER) connection.end(new GemelError('session_revoked', { sid: connection.principal.sid }));
      else queue.add(connection);
    }
  }

  function listen(): () => void {
    const stopping = new AbortController();
    const stopHearing = view.onEntry(hear);
    void watchLeases({ source, connections: all, review: queue.add, signal: stopping.signal });
    return () => {
      stopHearing();
      stopping.abort();
    };
  }

  function add(connection: WatchedConnection<Whom>): void {
    all.add(connection);
    for (const sid of sidsOf(connection.principal)) bySid.set(sid, (bySid.get(sid) ?? new Set()).add(connection));
    stop ??= listen();
  }

  function remove(connection: WatchedConnection<Whom>): void {
    queue.remove(connection);
    all.delete(connection);
    for (const sid of sidsOf(connection.principal)) {
      const others = bySid.get(sid);
      others?.delete(connection);
      if (others?.size === 0) bySid.delete(sid);
    }
    if (all.size > 0) return;
    stop?.();
    stop = undefined;
  }

  return {
    get size() {
      return all.size;
    },
    async open(request, options = {}) {
      parseRequirement(options.requirement ?? {});
      const presented = await source.present(request);
      const connection = createWatchedConnection(presented, { source, options, onGone: remove, onDue: queue.add });
      // Heard of from here on, and only then judged: nothing falls in between.
      add(connection);
      try {
        await connection.take(presented);
      } catch (error) {
        connection.release();
        throw error;
      }
      return faceOf(connection, source);
    },
  };
}

/** The session, and the one that it came of: it ends with either. */
function sidsOf({ sid, act }: Pick<Principal, 'sid' | 'act'>): readonly string[] {
  return act === undefined ? [sid] : [sid, act.sid];
}

function faceOf<Whom extends Principal>(connection: WatchedConnection<Whom>, source: LiveSource<Whom>): LiveConnection<Whom> {
  return {
    get principal() {
      return connection.principal;
    },
    ended: connection.ended,
    renew: async (token) => connection.take(await source.present(requestWith(token))),
    release: connection.release,
  };
}

/** A request that carries this access token and nothing else. */
export function requestWith(token: string): GuardedFacts {
  return { method: 'GET', header: (name) => (name === 'authorization' ? `Bearer ${token}` : undefined) };
}
