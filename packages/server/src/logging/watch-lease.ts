/** Says in the log when trust in the feed ends and when it is back: once each, never per request. */
import type { Logger } from './create-logger.ts';

export interface LeaseFacts {
  readonly isFresh: boolean;
  readonly epoch: string | undefined;
  /** Of the log: how many there are, and about how many of them the view is fresh. */
  readonly partitions: { readonly total: number; readonly fresh: number };
}

export interface LeaseWatch {
  /** Looks now. */
  look(): void;
  /** Seconds for which there has been no lease; 0 while there is one. */
  staleFor(): number;
  stop(): void;
}

/**
 * @param nowMs a monotonic clock.
 * @param everyMs how often to look.
 */
export function watchLease(
  {
    read,
    onStale,
    nowMs,
    everyMs,
  }: {
    readonly read: () => LeaseFacts;
    readonly onStale: string;
    readonly nowMs: () => number;
    readonly everyMs: number;
  },
  logger: Logger,
): LeaseWatch {
  let staleSinceMs: number | undefined;
  let knownEpoch: string | undefined;

  const look = (): void => {
    const { isFresh, epoch, partitions } = read();
    if (epoch !== undefined && knownEpoch !== undefined && epoch !== knownEpoch)
      logger.warn({ epoch, before: knownEpoch }, 'feed.new_epoch');
    knownEpoch = epoch ?? knownEpoch;
    if (!isFresh && staleSinceMs === undefined) {
      staleSinceMs = nowMs();
      logger.warn({ onStale, ...partitions }, 'feed.stale');
    } else if (isFresh && staleSinceMs !== undefined) {
      logger.warn({ staleMs: Math.round(nowMs() - staleSinceMs) }, 'feed.fresh_again');
      staleSinceMs = undefined;
    }
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    look,
    staleFor() {
      look();
      return staleSinceMs === undefined ? 0 : (nowMs() - staleSinceMs) / 1000;
    },
    stop: () => clearInterval(timer),
  };
}
