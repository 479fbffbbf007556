/** Looks after connections while trust in the view ends, so that none lives on what a request would not be let in by. */
import { GemelError, type Principal } from '@gemel/protocol';
import { isFreshFor } from '../is-fresh-for.ts';
import { type LiveSource, marginOf } from './live-source.ts';
import type { WatchedConnection } from './watched-connection.ts';

export interface WatchLeasesParts<Whom extends Principal> {
  readonly source: LiveSource<Whom>;
  readonly connections: Iterable<WatchedConnection<Whom>>;
  review(connection: WatchedConnection<Whom>): void;
  readonly signal: AbortSignal;
}

/** Steps per margin while a part of the view is not fresh. */
const stepsPerMargin = 8;

/** Runs until it is told to stop; looks at each connection only while something is amiss. */
export async function watchLeases<Whom extends Principal>({ source, connections, review, signal }: WatchLeasesParts<Whom>): Promise<void> {
  const { view, clock, sleep, onStale } = source;
  let { era } = view;

  /** Returns when to look again, in milliseconds. */
  function look(): number {
    const marginMs = marginOf(view);
    const stepMs = marginMs / stepsPerMargin;
    const leftMs = view.status().leaseLeftMs;
    if (onStale === 'accept') return marginMs;
    if (leftMs > marginMs) return Math.min(leftMs - marginMs, marginMs);
    const nowMs = clock.monotonicMs();
    // Of several partitions it is not told when the next one ends: it counts as over within the step.
    const overAtMs = leftMs > 0 ? nowMs : nowMs + stepMs;
    for (const connection of connections) lookAt(connection, overAtMs, nowMs + marginMs);
    return leftMs > 0 ? Math.min(leftMs, stepMs) : stepMs;
  }

  function lookAt(connection: WatchedConnection<Whom>, overAtMs: number, askAtMs: number): void {
    const { sid } = connection.principal;
    const isCoveredAt = (atMs: number): boolean =>
      isFreshFor(view, atMs, connection.principal) || (onStale === 'ask' && connection.isProvenAt(atMs));
    if (!isCoveredAt(overAtMs)) connection.end(new GemelError('view_stale', { sid }));
    else if (onStale === 'ask' && !isCoveredAt(askAtMs)) review(connection);
  }

  while (!signal.aborted) {
    // After a gap nobody knows what was missed.
    if (view.era !== era) for (const connection of connections) review(connection);
    ({ era } = view);
    await sleep(look(), signal);
  }
}
