/** Those who wait for news in the log: woken by this process's own changes, and by messages about those of others. */
import type { Revocation } from '@gemel/protocol';
import { parseNews } from './parse-news.ts';
import type { RedisDriver, RedisListener } from './redis-client.ts';
import { type LogPart, parseRedisCursor } from './redis-log-cursor.ts';
import type { RedisNames } from './redis-names.ts';

export interface RedisWaiters {
  wait(after: string, waitMs: number, signal: AbortSignal | undefined): Promise<void>;
  /** True where a partition is known to have more than a reader with this position. */
  hasNews(partition: number, position: number): boolean;
  /** Notes how far a partition's log goes. */
  note(partition: number, part: LogPart): void;
  /** Wakes those who have not read as far as this entry of a partition. */
  advance(partition: number, position: number): void;
  /** Calls `listener` for each entry that a message tells of. Returns a function that stops it. */
  onHeard(listener: (entry: Revocation) => void): () => void;
  close(): void;
}

/** While nobody tells of news, whoever waits looks again this often. */
const DEAF_MS = 100;

interface Waiter {
  readonly parts: readonly LogPart[];
  readonly wake: () => void;
}

/**
 * Whoever cannot be told whether there is news is woken: what is wrong shows at the next read.
 *
 * @param peek reads the log after a cursor, which notes how far it goes; true where there is anything after it.
 */
export function createRedisWaiters(driver: RedisDriver, names: RedisNames, peek: (after: string) => Promise<boolean>): RedisWaiters {
  const channels = Array.from({ length: names.partitions }, (_, partition) => names.logOf(partition)[0]);
  const waiters = new Set<Waiter>();
  const listeners = new Set<(entry: Revocation) => void>();
  const heads = new Map<number, LogPart>();
  let listener: Promise<RedisListener | undefined> | undefined;
  let isListening = false;
  /** How often the connection was lost: what was asked before says nothing about now. */
  let losses = 0;
  /** True once the log has been read while listening: from then on `heads` is complete. */
  let isCurrent = false;
  let isClosed = false;

  function wakeAll(): void {
    for (const waiter of waiters) waiter.wake();
  }

  function isBehind(parts: readonly LogPart[]): boolean {
    return parts.some((part, partition) => {
      const head = heads.get(partition);
      return part.isWithinSnapshot || (head !== undefined && (head.epoch !== part.epoch || head.position > part.position));
    });
  }

  const isOver = (signal: AbortSignal | undefined): boolean => isClosed || signal?.aborted === true;

  function advance(partition: number, position: number): void {
    const head = heads.get(partition);
    if (head === undefined) return wakeAll();
    if (position <= head.position) return;
    heads.set(partition, { ...head, position });
    for (const waiter of waiters) if (isBehind(waiter.parts)) waiter.wake();
  }

  /** A client may put a prefix before the channel. */
  function onMessage(channel: string, message: string): void {
    const partition = channels.findIndex((name) => channel.endsWith(name));
    const news = parseNews(message);
    if (partition < 0 || news === undefined) return wakeAll();
    for (const listener of listeners) listener(news.entry);
    advance(partition, news.position);
  }

  function onLost(): void {
    losses += 1;
    isListening = false;
    isCurrent = false;
    wakeAll();
  }

  async function subscribe(connection: RedisListener): Promise<void> {
    await connection.subscribe(channels, onMessage);
    isListening = true;
    wakeAll();
  }

  async function listen(): Promise<RedisListener | undefined> {
    const connection = await driver.listen();
    if (isClosed) {
      connection.close();
      return undefined;
    }
    connection.onConnection(onLost, () => void subscribe(connection).catch(onLost));
    await subscribe(connection);
    return connection;
  }

  /** Resolves when it listens or has failed to; the next wait tries again. */
  async function ensureListening(): Promise<void> {
    listener ??= listen();
    try {
      await listener;
    } catch {
      listener = undefined;
    }
  }

  function sleep(parts: readonly LogPart[], waitMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(wake, waitMs);
      timer.unref();
      const waiter: Waiter = { parts, wake };
      function wake(): void {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        waiters.delete(waiter);
        resolve();
      }
      signal?.addEventListener('abort', wake, { once: true });
      waiters.add(waiter);
    });
  }

  return {
    async wait(after, waitMs, signal) {
      const parts = parseRedisCursor(after, names.partitions);
      if (parts === undefined || isOver(signal)) return;
      if (!isListening) await Promise.race([ensureListening(), sleep(parts, Math.min(waitMs, DEAF_MS), signal)]);
      if (isListening && !isCurrent) {
        const before = losses;
        const isNews = await peek(after).catch(() => true);
        if (isNews || losses !== before) return;
        isCurrent = true;
      }
      if (isBehind(parts) || isOver(signal)) return;
      await sleep(parts, isListening ? waitMs : Math.min(waitMs, DEAF_MS), signal);
    },
    hasNews: (partition, position) => (heads.get(partition)?.position ?? 0) > position,
    note(partition, part) {
      const head = heads.get(partition);
      if (head === undefined || head.epoch !== part.epoch || head.position < part.position) heads.set(partition, part);
    },
    advance,
    onHeard(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      isClosed = true;
      wakeAll();
      listener?.then((connection) => connection?.close()).catch(() => undefined);
    },
  };
}
