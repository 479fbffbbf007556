/** Serves a feed onward from a copy of it: however many read here, one reads there. */
import { type Clock, type FeedPage, type FeedReadOptions, GemelError, type RevocationFeed, type Seconds } from '@gemel/protocol';
import { randomId } from './random-id.ts';
import { createRelayLog } from './relay-log.ts';
import { systemClock, systemSleep } from './system-runtime.ts';
import type { Sending } from './view.ts';

export interface RelayFeedParts {
  /** Where the entries come from: a store's feed, or an `HttpFeed`. Nobody is named to it. */
  readonly feed: RevocationFeed;
  readonly clock?: Clock;
  /** Resolves after `ms`, or at once when aborted. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Milliseconds for which what was read answers further reads that may wait as well; it adds to their age. */
  readonly freshForMs?: number;
}

/** A chain of pages that has shown that the copy is complete, as of the sending of its first read less its age. */
interface Confirmation {
  readonly sent: Sending;
  readonly age: Seconds;
  readonly last: FeedPage;
  readonly silent: readonly number[];
}

const defaultFreshForMs = 50;
/** While there is news, it is fetched at most this often. */
const paceMs = 10;
const pruneEveryMs = 10_000;
const firstPatienceMs = 5000;

/**
 * Creates a feed that answers from its own copy. Each answer rests on a read of `feed` that was sent after the request arrived or, where the
 * request may wait for news, at most `freshForMs` before; its age says so, and adds up over relays. Reads that come together share one.
 * A read rejects where that read does.
 */
export function createRelayFeed(parts: RelayFeedParts): RevocationFeed {
  const { feed, clock = systemClock, sleep = systemSleep, freshForMs = defaultFreshForMs } = parts;
  const log = createRelayLog(randomId);
  const waiters = new Set<() => void>();
  let cursor: string | undefined;
  let epoch: string | undefined;
  /** Rises when the copy begins anew. */
  let beginning = 0;
  let confirmed: Confirmation | undefined;
  let underWay: { readonly sent: Sending; readonly done: Promise<Confirmation> } | undefined;
  let queued: Promise<Confirmation> | undefined;
  let isPolling = false;
  let prunedMs = clock.monotonicMs();

  const now = (): Sending => ({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() });

  /** By the stricter of the clocks; infinite where the wall clock has been set back. Negative where `sent` is later. */
  function msBefore(sent: Sending, arrived: Sending): number {
    const wallMs = arrived.wallMs - sent.wallMs;
    const monotonicMs = arrived.monotonicMs - sent.monotonicMs;
    if (monotonicMs <= 0) return monotonicMs;
    return wallMs < 0 ? Number.POSITIVE_INFINITY : Math.max(wallMs, monotonicMs);
  }

  async function within<T>(work: (signal: AbortSignal) => Promise<T>, ms: number): Promise<T> {
    const attempt = new AbortController();
    const tooLate = sleep(ms, attempt.signal).then(() => {
      throw new GemelError('feed_unavailable', 'no answer within maxStaleness');
    });
    return Promise.race([work(attempt.signal), tooLate]).finally(() => attempt.abort());
  }

  /** Reads pages until there are no more, and takes them over if nobody else has meanwhile; otherwise all of it again. */
  async function pull(waitMs: number): Promise<Confirmation> {
    for (;;) {
      const sent = now();
      const start = { cursor, beginning };
      const pages = await readChain(start.cursor, waitMs);
      if (start.cursor !== cursor || start.beginning !== beginning) continue;
      return takeOver(pages, sent);
    }
  }

  async function readChain(after: string | undefined, waitMs: number): Promise<readonly [FeedPage, ...FeedPage[]]> {
    const patienceMs = (confirmed === undefined ? firstPatienceMs : confirmed.last.maxStaleness * 1000) + waitMs;
    const read = async (from: string | undefined, options: FeedReadOptions): Promise<FeedPage> =>
      within((signal) => feed.read(from, { ...options, signal }), patienceMs);
    const pages: [FeedPage, ...FeedPage[]] = [await read(after, { waitMs })];
    for (let page = pages[0]; page.hasMore; pages.push(page)) {
      page = await read(page.cursor, {});
      // Pages of two epochs, or of two snapshots, do not belong together.
      if (page.epoch !== pages[0].epoch || (page.isSnapshot && !pages[0].isSnapshot)) return readChain(undefined, 0);
    }
    return pages;
  }

  function takeOver(pages: readonly [FeedPage, ...FeedPage[]], sent: Sending): Confirmation {
    const entries = pages.flatMap((page) => page.entries);
    const last = pages.at(-1) ?? pages[0];
    const isNew = pages[0].isSnapshot || pages[0].epoch !== epoch;
    if (isNew) {
      beginning++;
      log.restart(last.epoch, entries);
    } else log.append(entries);
    cursor = last.cursor;
    epoch = last.epoch;
    const silent = [...new Set(pages.flatMap((page) => page.silent ?? []))];
    const confirmation = { sent, age: Math.max(...pages.map((page) => page.age)), last, silent };
    // A read that waited was sent before others that have come back already.
    if (confirmed === undefined || isNew || sent.monotonicMs >= confirmed.sent.monotonicMs) confirmed = confirmation;
    prune(last.now);
    if (isNew || entries.length > 0) wakeAll();
    return confirmation;
  }

  function prune(engineNow: Seconds): void {
    if (clock.monotonicMs() - prunedMs < pruneEveryMs) return;
    prunedMs = clock.monotonicMs();
    log.prune(engineNow);
  }

  function wakeAll(): void {
    for (const wake of waiters) wake();
  }

  /** Whoever arrives while a read is under way that is too old for it shares the next one. */
  function confirm(arrived: Sending, mostMs: number): Promise<Confirmation> {
    const isFreshEnough = (sent: Sending): boolean => msBefore(sent, arrived) < mostMs;
    if (confirmed !== undefined && isFreshEnough(confirmed.sent)) return Promise.resolve(confirmed);
    if (underWay === undefined) return begin();
    if (isFreshEnough(underWay.sent)) return underWay.done;
    queued ??= underWay.done.then(begin, begin);
    return queued;
  }

  function begin(): Promise<Confirmation> {
    queued = undefined;
    const flight = { sent: now(), done: pull(0) };
    underWay = flight;
    const end = (): void => {
      if (underWay === flight) underWay = undefined;
    };
    flight.done.then(end, end);
    return flight.done;
  }

  /** Resolves when there may be news, after `ms`, or when aborted. */
  async function waitForNews(ms: number, signal: AbortSignal | undefined): Promise<void> {
    const waiter = new AbortController();
    const wake = (): void => waiter.abort();
    if (signal?.aborted === true) return;
    signal?.addEventListener('abort', wake, { once: true });
    waiters.add(wake);
    if (!isPolling) void poll();
    await sleep(ms, waiter.signal);
    waiters.delete(wake);
    signal?.removeEventListener('abort', wake);
  }

  /** Waits for news on behalf of all who do, as long as any of them does. A failure wakes them: the reads that they then send will meet it. */
  async function poll(): Promise<void> {
    isPolling = true;
    try {
      while (waiters.size > 0) {
        const sentMs = clock.monotonicMs();
        await pull(((confirmed?.last.maxStaleness ?? 0) * 1000) / 5);
        const leftMs = sentMs + paceMs - clock.monotonicMs();
        if (leftMs > 0) await sleep(leftMs);
      }
    } catch {
      wakeAll();
    } finally {
      isPolling = false;
    }
  }

  return {
    async read(after, { waitMs = 0, signal } = {}) {
      const arrived = now();
      const { sent, age, last, silent } = await confirm(arrived, waitMs > 0 ? freshForMs : 0);
      const leftMs = waitMs - (clock.monotonicMs() - arrived.monotonicMs);
      if (leftMs > 0 && !log.hasNews(after)) await waitForNews(leftMs, signal);
      const seconds = msBefore(sent, arrived) / 1000;
      const { retention, maxStaleness, partitions } = last;
      const settlesIn = last.settlesIn === undefined ? 0 : last.settlesIn - (arrived.monotonicMs - sent.monotonicMs) / 1000;
      return {
        ...log.read(after),
        age: age + Math.max(0, seconds),
        // The engine's time when that read was sent, and what has passed from then to the arrival or, where it was sent later, back to it.
        now: last.now + (arrived.monotonicMs - sent.monotonicMs) / 1000,
        retention,
        maxStaleness,
        ...(settlesIn > 0 ? { settlesIn } : {}),
        ...(partitions === undefined ? {} : { partitions }),
        ...(silent.length === 0 ? {} : { silent }),
      };
    },
  };
}
