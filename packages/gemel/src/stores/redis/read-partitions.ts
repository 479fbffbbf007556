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

/** @throws GemelError `store_unavailable` */
export async function readPartitions(
  engine: RedisEngine,
  names: RedisNames,
  points: readonly ReadPoint[],
  limit: number,
): Promise<PartitionsRead> {
  const keys = [names.nothingOf(points[0]?.partition ?? 0)];
  const args = [String(limit), String(names.partitions)];
  for (const { partition, position, isSnapshot } of points) {
    const [meta, log, untils, , retired] = names.logOf(partition);
    keys.push(meta, log, untils, retired);
    args.push(String(position), isSnapshot ? 's' : 'c');
  }
  const [at, replid, ...replies] = asList(await engine.decide(readLogScript, keys, args));
  const master = asText(replid);
  return {
    now: asNumber(at),
    parts: points.map(({ partition }, index) => ({ partition, ...readPart(asList(replies[index]), master) })),
  };
}

function readPart([status, epoch, position, hasMore, entries]: readonly unknown[], master: string): Omit<PartitionRead, 'partition'> {
  const nothing = { epoch: '', position: 0, hasMore: false, entries: [] };
  if (status === 'unsound') return { ...nothing, status };
  const part = { ...nothing, epoch: incarnation(asText(epoch), master) };
  if (status === 'gap') return { ...part, status };
  const read = { ...part, status: 'read' as const, position: asNumber(position) };
  return status === '=' ? read : { ...read, hasMore: hasMore === '1', entries: readEntries(asTexts(entries)) };
}

/** A new one wherever what was acknowledged may be missing: another epoch of the log, or another history of the server. */
function incarnation(epoch: string, master: string): string {
  return createHash('sha256').update(`${epoch} ${master}`).digest('base64url').slice(0, 11);
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
