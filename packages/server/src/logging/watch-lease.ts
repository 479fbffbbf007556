/** Says in the log when trust in the feed ends and when it is back: once each, never per request. */
import type { Logger } from './create-logger.ts';

export interface LeaseFacts {
  readonly isFresh: boolean;
  readonly epoch: string | undefined;
}

export interface LeaseWatch {
  /** Looks now. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * @param read must not reject.
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
    readonly read: () => Promise<LeaseFacts>;
    readonly onStale: string;
    readonly nowMs: () => number;
    readonly everyMs: number;
  },
  logger: Logger,
): LeaseWatch {
  let staleSinceMs: number | undefined;
  let knownEpoch: string | undefined;

  const look = async (): Promise<void> => {
    const { isFresh, epoch } = await read();
    if (epoch !== undefined && knownEpoch !== undefined && epoch !== knownEpoch)
      logger.warn({ epoch, before: knownEpoch }, 'feed.new_epoch');
    knownEpoch = epoch ?? knownEpoch;
    if (!isFresh && staleSinceMs === undefined) {
      staleSinceMs = nowMs();
      logger.warn({ onStale }, 'feed.stale');
    } else if (isFresh && staleSinceMs !== undefined) {
      logger.warn({ staleMs: Math.round(nowMs() - staleSinceMs) }, 'feed.fresh_again');
      staleSinceMs = undefined;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { look, stop: () => clearInterval(timer) };
}
