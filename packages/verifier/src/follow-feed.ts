/** Keeps a view up to date from a feed, whatever happens to the feed. */
import { type Clock, type FeedPage, type FeedReader, GemelError, type RevocationFeed, type SessionRevocation } from '@gemel/protocol';
import type { View } from './view.ts';

export interface FollowFeedParts {
  readonly feed: RevocationFeed;
  readonly view: View;
  readonly clock: Clock;
  /** Resolves after `ms`, or at once when aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** A number between 0 and 1 that spreads the retries of many readers; none: they are not spread. */
  readonly jitter?: () => number;
  /** Told of every read that failed; must not throw. */
  readonly onFault?: (error: unknown) => void;
  /** Announces floors again after a change of epoch, some thousands at a time; asked again until it has resolved for all. Nothing is read before. */
  readonly onNewEpoch?: (floors: readonly SessionRevocation[]) => Promise<void>;
  /** As whom to read. */
  readonly reader?: FeedReader;
  /** Told of every page when the view has folded it in; must not throw. */
  readonly onPage?: (page: FeedPage, outcome: 'applied' | 'new_epoch') => void;
}

export interface FeedFollower {
  /** Resolves when the view has been complete once; rejects with `shutting_down` when stopped before. */
  readonly firstPage: Promise<void>;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

const firstRetryMs = 50;
const longestRetryMs = 2000;
/** What an engine lost in a failover is announced while the others pause for `maxStaleness`: whoever can must be back well before that. */
const longestRetryShare = 1 / 4;
/** Floors given to `onNewEpoch` in one call, which has `maxStaleness` for its work. */
const announcedAtOnce = 5000;
/** A feed that keeps answering at once with nothing new is asked at most this often. */
const idleReadsAllowed = 3;
const idlePauseMs = 50;

/** Begins to follow. A lease counts from the sending of a read, so a read waits for a fifth of it at most, and is given up after the whole. */
export function followFeed(parts: FollowFeedParts): FeedFollower {
  const { feed, view, clock, sleep, jitter = () => 1, onFault, onNewEpoch, reader, onPage } = parts;
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let mustAnnounce = false;
  let mustAnswerAtOnce = true;
  let failures = 0;
  let idleReads = 0;

  /** Gives up when stopped, and after `maxStaleness`: an answer that comes later is worth nothing. */
  async function within<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const attempt = new AbortController();
    const abort = (): void => attempt.abort();
    stopping.signal.addEventListener('abort', abort);
    const tooLate = sleep(view.maxStaleness * 1000, attempt.signal).then(() => {
      throw new GemelError('feed_unavailable', 'no answer within maxStaleness');
    });
    try {
      return await Promise.race([work(attempt.signal), tooLate]);
    } finally {
      stopping.signal.removeEventListener('abort', abort);
      abort();
    }
  }

  async function announce(): Promise<void> {
    const floors = view.liveFloors();
    for (let start = 0; start === 0 || start < floors.length; start += announcedAtOnce) {
      await within(async () => onNewEpoch?.(floors.slice(start, start + announcedAtOnce)));
    }
    mustAnnounce = false;
  }

  /** Returns whether the view is complete. */
  async function readPage(): Promise<boolean> {
    const after = view.cursor;
    const waitMs = mustAnswerAtOnce || after === undefined ? 0 : (view.maxStaleness * 1000) / 5;
    const sending = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
    const page = await within(async (signal) => feed.read(after, { waitMs, signal, ...(reader === undefined ? {} : { reader }) }));
    const outcome = view.apply(page, sending);
    mustAnnounce = outcome === 'new_epoch';
    onPage?.(page, outcome);
    mustAnswerAtOnce = page.hasMore;
    const hasNews = page.hasMore || (page.entries.length > 0 && !page.isSnapshot);
    const hasWaited = waitMs > 0 && clock.monotonicMs() - sending.monotonicMs >= waitMs / 2;
    idleReads = hasNews || hasWaited ? 0 : idleReads + 1;
    return !page.hasMore && !mustAnnounce;
  }

  async function recover(error: unknown): Promise<void> {
    mustAnswerAtOnce = true;
    report(error);
    const longestMs = Math.min(firstRetryMs * 2 ** failures, longestRetryMs, view.maxStaleness * 1000 * longestRetryShare);
    failures++;
    await sleep(longestMs * (0.5 + 0.5 * jitter()), stopping.signal);
  }

  function report(error: unknown): void {
    try {
      onFault?.(error);
    } catch {
      // Whoever listens must not throw; if it does, following goes on all the same.
    }
  }

  async function run(onComplete: () => void): Promise<void> {
    while (!isStopping()) {
      try {
        if (mustAnnounce) await announce();
        else if (await readPage()) onComplete();
        failures = 0;
      } catch (error) {
        if (!isStopping()) await recover(error);
      }
      if (idleReads > idleReadsAllowed) await sleep(idlePauseMs, stopping.signal);
    }
  }

  const { promise: firstPage, resolve, reject } = withResolvers();
  firstPage.catch(() => undefined); // Nobody need wait for it.
  const running = run(resolve).finally(() => reject(new GemelError('shutting_down')));

  return {
    firstPage,
    stop() {
      stopping.abort();
      return running;
    },
  };
}

function withResolvers(): { promise: Promise<void>; resolve: () => void; reject: (error: GemelError) => void } {
  let resolve: () => void = () => undefined;
  let reject: (error: GemelError) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
