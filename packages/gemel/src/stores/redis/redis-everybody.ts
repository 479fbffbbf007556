/** What the port does to the sessions of everybody: one partition after the other, each by scripts of its own. */
import { NEVER, partitionOf } from '@gemel/protocol';
import type { EndSessions, RecordPage, SessionStore } from '../../core/ports/session-store.ts';
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import { unknownPlace } from '../stored-place.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { RedisEngine } from './redis-engine.ts';
import type { RedisNames } from './redis-names.ts';
import { readRecord } from './redis-record.ts';
import { asList, asNumber, asText, asTexts } from './redis-reply.ts';
import { receiptText } from './redis-sessions.ts';
import { endSessionsScript, readSessionsScript, scanSessionsScript } from './scripts/everybody-scripts.ts';
import { raiseEveryoneScript } from './scripts/subject-scripts.ts';

/** Sessions that one script ends before others get their turn. */
const BATCH = 200;

/** Where a page ended: in a partition, behind a `sid` of what a scan gives from there. A scan gives as many as it likes, so a page may end within. */
interface Place {
  readonly partition: number;
  readonly scan: string;
  readonly behind: string;
}

/** Redis takes no cursor from here on. */
const scanEnd = 2n ** 64n;

const begin: Place = { partition: 0, scan: '0', behind: '' };

export function createRedisEverybody(
  engine: RedisEngine,
  names: RedisNames,
  freshText: () => string,
  onAppended: (partition: number, position: number) => void,
): Pick<SessionStore, 'list' | 'raiseEveryone' | 'endSessions'> {
  async function scan(
    { partition, scan: from, behind }: Place,
    limit: number,
  ): Promise<{ readonly sids: readonly string[]; readonly next: string }> {
    const keys = [names.nothingOf(partition), names.endsOf(partition)];
    const [, next, pairs] = asList(await engine.run(scanSessionsScript, keys, [from, String(limit)]));
    const sids = asTexts(pairs).filter((_, index) => index % 2 === 0);
    return { sids: [...new Set(sids)].filter((sid) => sid > behind).sort(), next: asText(next) };
  }

  async function read(
    partition: number,
    sids: readonly string[],
  ): Promise<{ readonly standing: readonly SessionRecord[]; readonly now: number }> {
    const named = sids.map(fromStoredText);
    const [at, found] = asList(await engine.run(readSessionsScript, [names.nothingOf(partition), ...named.map(names.session)], []));
    const records = asList(found).flatMap((fields, index) => readRecord(named[index] ?? '', fields) ?? []);
    return { standing: records.filter(({ endedAt }) => endedAt === null), now: asNumber(at) };
  }

  const behindScan = ({ partition }: Place, next: string): Place | undefined => {
    if (next !== '0') return { partition, scan: next, behind: '' };
    return partition + 1 < names.partitions ? { partition: partition + 1, scan: '0', behind: '' } : undefined;
  };

  async function endIn(partition: number, batch: readonly string[], end: EndSessions): Promise<Ended> {
    const keys = [...names.logOf(partition), names.endsOf(partition), ...batch.map(names.session)];
    const head = [freshText(), String(names.partitions), freshText(), String(end.retention), receiptText(end.receipt)];
    const args = [...head, String(NEVER), end.reason, ...batch.map(toStoredText)];
    const { reply, isReplicated } = await engine.change(endSessionsScript, keys, args);
    const [at, ended, position] = asList(reply);
    onAppended(partition, asNumber(position));
    return { sids: asTexts(ended).map(fromStoredText), now: asNumber(at), isReplicated };
  }

  return {
    async list({ after, limit }) {
      let place: Place | undefined = after === undefined ? begin : parsePlace(after, names.partitions);
      const records: SessionRecord[] = [];
      let now = 0;
      while (place !== undefined && records.length < limit) {
        const { sids, next } = await scan(place, limit);
        const taken = sids.slice(0, limit - records.length);
        const found = await read(place.partition, taken);
        records.push(...found.standing);
        ({ now } = found);
        place = taken.length < sids.length ? { ...place, behind: taken.at(-1) ?? '' } : behindScan(place, next);
      }
      const page: RecordPage = { records, next: place && formatPlace(place) };
      return { value: page, now };
    },
    async raiseEveryone() {
      const partitions = Array.from({ length: names.partitions }, (_, partition) => partition);
      const raised = await Promise.all(
        partitions.map((partition) => engine.change(raiseEveryoneScript, [names.everyoneOf(partition)], [])),
      );
      const answers = raised.map(({ reply }) => asList(reply).map(asNumber));
      return { value: Math.min(...answers.map(([, version = 0]) => version)), now: Math.max(...answers.map(([at = 0]) => at)) };
    },
    async endSessions(end) {
      const ended: Ended[] = [];
      for (const [partition, sids] of byPartition(end.sids, names.partitions)) {
        for (let start = 0; start < sids.length; start += BATCH) ended.push(await endIn(partition, sids.slice(start, start + BATCH), end));
      }
      return {
        value: ended.flatMap(({ sids }) => sids),
        now: Math.max(0, ...ended.map(({ now }) => now)),
        isReplicated: ended.length > 0 && ended.every(({ isReplicated }) => isReplicated),
      };
    },
  };
}

interface Ended {
  readonly sids: readonly string[];
  readonly now: number;
  readonly isReplicated: boolean;
}

function byPartition(sids: readonly string[], partitions: number): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const sid of new Set(sids)) {
    const partition = partitionOf(sid, partitions);
    found.set(partition, [...(found.get(partition) ?? []), sid]);
  }
  return found;
}

function formatPlace({ partition, scan, behind }: Place): string {
  return `${partition}.${scan}.${encodeURIComponent(behind)}`;
}

function parsePlace(text: string, partitions: number): Place {
  const [partition = '', scan = '', ...behind] = text.split('.');
  const isScan = /^[0-9]{1,20}$/.test(scan) && BigInt(scan) < scanEnd;
  const isOurs = /^[0-9]{1,4}$/.test(partition) && Number(partition) < partitions && isScan;
  if (!isOurs || behind.length === 0) throw unknownPlace();
  try {
    return { partition: Number(partition), scan, behind: decodeURIComponent(behind.join('.')) };
  } catch {
    throw unknownPlace();
  }
}
