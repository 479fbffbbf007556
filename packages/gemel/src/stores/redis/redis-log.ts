/** The log of revocations, one stream for each partition, read as one. */
import { createHash } from 'node:crypto';
import { GemelError } from '@gemel/protocol';
import type { LogPage } from '../../core/ports/session-store.ts';
import type { Stamped } from '../../core/ports/stamped.ts';
import type { HealLogs } from './heal-logs.ts';
import type { PartitionRead, PartitionReader, PartitionsRead, ReadPoint } from './read-partitions.ts';
import { formatRedisCursor, type LogPart, parseRedisCursor } from './redis-log-cursor.ts';
import type { RedisNames } from './redis-names.ts';
import { withoutStragglers } from './without-stragglers.ts';

/** Entries that one page of the log holds at most. */
const PAGE_SIZE = 1000;

/** Times that a read begins again because the log turned out to be another. */
const MOST_RESTARTS = 5;

export interface RedisLog {
  read(after: string | undefined): Promise<Stamped<LogPage>>;
}

/** What a read found: in each partition that answered. */
interface Attempt {
  readonly now: number;
  readonly parts: ReadonlyMap<number, PartitionRead>;
}

/** Partitions that are read together, in one step: all of them where there is one server. */
export interface LogGroups {
  readonly of: readonly (readonly number[])[];
  /** Milliseconds that the others have once a group has answered; whoever says nothing then is silent in this page. */
  readonly graceMs: number;
}

/**
 * @param onRead is told of each position that is the end of its partition's log.
 */
export function createRedisLog(
  names: RedisNames,
  reader: PartitionReader,
  heal: HealLogs,
  groups: LogGroups,
  onRead: (partition: number, part: LogPart) => void,
): RedisLog {
  /** Groups that have not answered a read that went on without them. */
  const stuck = new Set<number>();
  /** Groups whose last read failed: they are asked, and not waited for. */
  const doubtful = new Set<number>();

  async function readGroup(index: number, points: readonly ReadPoint[]): Promise<PartitionsRead> {
    const partitions = groups.of[index] ?? [];
    const own = partitions.flatMap((partition) => points[partition] ?? []);
    try {
      const answer = await reader.read(own, Math.ceil(PAGE_SIZE / groups.of.length));
      doubtful.delete(index);
      return answer;
    } catch (error) {
      doubtful.add(index);
      throw error;
    } finally {
      stuck.delete(index);
    }
  }

  /** Rejects where no group answers, or where all must and one does not. */
  async function attempt(points: readonly ReadPoint[], mustAll: boolean): Promise<Attempt> {
    const asked = groups.of.map((_, index) => index).filter((index) => mustAll || !stuck.has(index));
    if (asked.length === 0) throw new GemelError('store_unavailable', { reason: 'earlier reads have not been answered yet' });
    const unanswered = new Set(asked);
    const reads = asked.map((index) => readGroup(index, points).finally(() => unanswered.delete(index)));
    const isWaitedFor = (nth: number): boolean => !doubtful.has(asked[nth] ?? 0);
    const answers = mustAll ? await Promise.all(reads) : await withoutStragglers(reads, { isWaitedFor, graceMs: groups.graceMs });
    for (const index of unanswered) stuck.add(index);
    const answered = answers.filter((answer) => answer !== undefined);
    const parts = answered.flatMap((answer) => answer.parts);
    return { now: answered[0]?.now ?? 0, parts: new Map(parts.map((part) => [part.partition, part])) };
  }

  async function read(after: string | undefined): Promise<Stamped<LogPage>> {
    const cursor = after === undefined ? undefined : parseRedisCursor(after, names.partitions);
    let points = pointsAfter(names.partitions, cursor);
    for (let restarts = 0; restarts < MOST_RESTARTS; restarts += 1) {
      const found = await attempt(points, cursor === undefined);
      const all = [...found.parts.values()];
      const unsound = all.filter(({ status }) => status === 'unsound').map(({ partition }) => partition);
      await heal(unsound);
      const isContinued = ({ partition, status, epoch }: PartitionRead): boolean =>
        status === 'read' && (points[partition]?.epoch ?? epoch) === epoch;
      if (all.every(isContinued)) return { value: pageOf(cursor, points, found.parts), now: found.now };
      // Whatever answered begins again; what was silent stands where the reader left it.
      points = points.map((point) => (found.parts.has(point.partition) ? beginning(point.partition) : point));
    }
    throw new GemelError('store_unavailable', { reason: 'the log was not the same twice' });
  }

  async function readAndNote(after: string | undefined): Promise<Stamped<LogPage>> {
    const page = await read(after);
    const parts = parseRedisCursor(page.value.cursor, names.partitions) ?? [];
    if (!page.value.hasMore) {
      const silent = new Set(page.value.silent);
      for (const [partition, part] of parts.entries()) if (!silent.has(partition)) onRead(partition, part);
    }
    return page;
  }

  /** Reads that have been asked for and not been sent. */
  const unsent = new Map<string | undefined, Promise<Stamped<LogPage>>>();

  return {
    // Readers that were woken together, and stand at the same place, share a read: it is sent when all have asked.
    read(after) {
      const shared = unsent.get(after);
      if (shared !== undefined) return shared;
      const reading = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
        unsent.delete(after);
        return readAndNote(after);
      });
      unsent.set(after, reading);
      return reading;
    },
  };
}

function beginning(partition: number): ReadPoint {
  return { partition, position: 0, isSnapshot: true, epoch: undefined };
}

function pointsAfter(partitions: number, cursor: readonly LogPart[] | undefined): readonly ReadPoint[] {
  return Array.from({ length: partitions }, (_, partition) => {
    const part = cursor?.[partition];
    return part === undefined ? beginning(partition) : { ...part, partition, isSnapshot: part.isWithinSnapshot };
  });
}

/** What was silent keeps its part of the cursor. */
function pageOf(
  cursor: readonly LogPart[] | undefined,
  points: readonly ReadPoint[],
  answered: ReadonlyMap<number, PartitionRead>,
): LogPage {
  const read = points.flatMap(({ partition }) => answered.get(partition) ?? []);
  const isSnapshot = points.some((point) => point.isSnapshot && answered.has(point.partition));
  const hasMore = read.some((part) => part.hasMore);
  const parts = points.flatMap(({ partition }): LogPart[] => {
    const part = answered.get(partition);
    if (part !== undefined) return [{ epoch: part.epoch, position: part.position, isWithinSnapshot: isSnapshot && hasMore }];
    return cursor?.slice(partition, partition + 1) ?? [];
  });
  const silent = points.map(({ partition }) => partition).filter((partition) => !answered.has(partition));
  return {
    epoch: createHash('sha256')
      .update(parts.map(({ epoch }) => epoch).join())
      .digest('base64url')
      .slice(0, 22),
    cursor: formatRedisCursor(parts),
    entries: read.flatMap(({ entries }) => entries),
    isSnapshot,
    hasMore,
    partitions: points.length,
    ...(silent.length === 0 ? {} : { silent }),
  };
}
