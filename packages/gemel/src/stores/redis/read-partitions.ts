/** Reads the logs of some partitions in one step of the server, or says why they cannot be gone on with. */
import { createHash } from 'node:crypto';
import type { Revocation, Seconds } from '@gemel/protocol';
import { fromStoredText } from '../stored-text.ts';
import type { RedisEngine } from './redis-engine.ts';
import type { RedisNames } from './redis-names.ts';
import { asList, asNumber, asText, asTexts } from './redis-reply.ts';
import { readLogScript } from './scripts/log-scripts.ts';

/** Where to read on in one partition. */
export interface ReadPoint {
  readonly partition: number;
  readonly position: number;
  /** A snapshot leaves out what is past, and goes on over what has been deleted. */
  readonly isSnapshot: boolean;
  /** The epoch that the position is of; undefined at the beginning, where any will do. */
  readonly epoch: string | undefined;
}

/** What was read of one partition. `gap`: it cannot be gone on with from there. `unsound`: its log is not as it was left. */
export interface PartitionRead {
  readonly partition: number;
  readonly status: 'read' | 'gap' | 'unsound';
  /** Empty where unsound. */
  readonly epoch: string;
  readonly position: number;
  readonly hasMore: boolean;
  readonly entries: readonly Revocation[];
}

export interface PartitionsRead {
  readonly now: Seconds;
  readonly parts: readonly PartitionRead[];
}

export interface PartitionReader {
  /** @throws GemelError `store_unavailable` */
  read(points: readonly ReadPoint[], limit: number): Promise<PartitionsRead>;
}

/** The stored epoch of a partition, and what readers know it by. */
interface KnownEpoch {
  readonly stored: string;
  readonly shown: string;
}

/**
 * Mostly nothing is new: of partitions that are believed to be as the reader has them, only that is asked. What is believed comes from
 * earlier reads, and from messages about news.
 */
export function createPartitionReader(
  engine: RedisEngine,
  names: RedisNames,
  hasNews: (partition: number, position: number) => boolean,
): PartitionReader {
  const known = new Map<number, KnownEpoch>();
  const incarnationOf = rememberLast(incarnation);

  function isBelievedCurrent({ partition, epoch, position }: ReadPoint): boolean {
    return epoch !== undefined && known.get(partition)?.shown === epoch && !hasNews(partition, position);
  }

  /** What was not as believed is missing from the answer. */
  async function ask(full: readonly ReadPoint[], slim: readonly ReadPoint[], limit: number): Promise<PartitionsRead> {
    const keys = [names.nothingOf((full[0] ?? slim[0])?.partition ?? 0)];
    const believed = slim.map(({ partition }) => known.get(partition)?.stored ?? '');
    const heads = slim.map(({ position }, index) => `${believed[index]} ${position}`).join(' ');
    const args = [String(limit), String(names.partitions), String(full.length), heads];
    for (const { partition, position, isSnapshot } of full) {
      const [meta, log, untils, , retired] = names.logOf(partition);
      keys.push(meta, log, untils, retired);
      args.push(String(position), isSnapshot ? 's' : 'c');
    }
    keys.push(...slim.map(({ partition }) => names.logOf(partition)[0]));
    const [at, replid, changed, ...replies] = asList(await engine.decide(readLogScript, keys, args));
    const master = asText(replid);
    const parts = full.map(({ partition }, index) => {
      const [status, stored, ...rest] = asList(replies[index]);
      const epoch = status === 'unsound' ? '' : incarnationOf(partition, asText(stored), master);
      if (status !== 'unsound') known.set(partition, { stored: asText(stored), shown: epoch });
      return { partition, ...readPart(status, epoch, rest) };
    });
    const others = new Set(asList(changed).map((index) => asNumber(index) - 1));
    const unchanged = slim.flatMap(({ partition, position }, index): PartitionRead[] => {
      const epoch = incarnationOf(partition, believed[index] ?? '', master);
      return others.has(index) ? [] : [{ partition, status: 'read', epoch, position, hasMore: false, entries: [] }];
    });
    return { now: asNumber(at), parts: [...parts, ...unchanged] };
  }

  return {
    async read(points, limit) {
      const first = await ask(
        points.filter((point) => !isBelievedCurrent(point)),
        points.filter(isBelievedCurrent),
        limit,
      );
      const answered = new Set(first.parts.map(({ partition }) => partition));
      const missing = points.filter(({ partition }) => !answered.has(partition));
      if (missing.length === 0) return first;
      const rest = await ask(missing, [], limit - first.parts.reduce((count, { entries }) => count + entries.length, 0));
      return { now: first.now, parts: [...first.parts, ...rest.parts] };
    },
  };
}

function readPart(status: unknown, epoch: string, [position, hasMore, entries]: readonly unknown[]): Omit<PartitionRead, 'partition'> {
  const nothing = { epoch, position: 0, hasMore: false, entries: [] };
  if (status === 'unsound' || status === 'gap') return { ...nothing, status };
  const read = { ...nothing, status: 'read' as const, position: asNumber(position) };
  return status === '=' ? read : { ...read, hasMore: hasMore === '1', entries: readEntries(asTexts(entries)) };
}

/** A new one wherever what was acknowledged may be missing: another epoch of the log, or another history of the server. */
function incarnation(epoch: string, master: string): string {
  return createHash('sha256').update(`${epoch} ${master}`).digest('base64url').slice(0, 11);
}

/** Hardly any epoch ever changes. */
function rememberLast(name: (epoch: string, master: string) => string): (partition: number, epoch: string, master: string) => string {
  const last = new Map<number, { readonly epoch: string; readonly master: string; readonly named: string }>();
  return (partition, epoch, master) => {
    const found = last.get(partition);
    if (found?.epoch === epoch && found.master === master) return found.named;
    const named = name(epoch, master);
    last.set(partition, { epoch, master, named });
    return named;
  };
}

function readEntries(fields: readonly string[]): readonly Revocation[] {
  const entries: Revocation[] = [];
  for (let index = 0; index < fields.length; index += 4) {
    const [generation = '', until = '', stored = '', receiptText = ''] = fields.slice(index, index + 4);
    const name = fromStoredText(stored);
    const receipt = receiptText === '' ? {} : { receipt: fromStoredText(receiptText.slice(1)) };
    entries.push(
      generation === ''
        ? { kind: 'key', kid: name, ...receipt }
        : { kind: 'session', sid: name, generation: asNumber(generation), until: asNumber(until), ...receipt },
    );
  }
  return entries;
}
