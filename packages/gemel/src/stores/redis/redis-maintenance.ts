/** What the store does partition by partition: announcing floors, pruning, and beginning a new epoch. */
import { type GemelError, NEVER, partitionOf, type Seconds, type SessionRevocation } from '@gemel/protocol';
import { untilOfLostChange } from '../../core/ports/lost-change.ts';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { RedisEngine } from './redis-engine.ts';
import { toRedisFault } from './redis-fault.ts';
import type { RedisNames } from './redis-names.ts';
import { readSubject } from './redis-record.ts';
import { asList, asNumber, asTexts } from './redis-reply.ts';
import { announceScript, pruneLogScript, raiseEpochScript } from './scripts/log-scripts.ts';
import { identitiesScript, pastSessionsScript, pruneSessionsScript } from './scripts/session-scripts.ts';

/** Things done in one step before others get their turn. */
const BATCH = 200;

/** A new epoch has to reach every partition; one that does not answer is tried this often. */
const MOST_ATTEMPTS = 10;
const ATTEMPT_MS = 200;

/** Seconds that the entry of a lost change is kept beyond the overall deadline. */
const LOST_CHANGE_MARGIN: Seconds = untilOfLostChange(Number.NEGATIVE_INFINITY, 0);

/** @param onAppended is told the number of the newest entry of a partition. */
export function createRedisMaintenance(
  engine: RedisEngine,
  names: RedisNames,
  freshText: () => string,
  onAppended: (partition: number, position: number) => void,
): Pick<SessionStore, 'announce' | 'deleteExpired' | 'raiseEpoch'> {
  const partitions = Array.from({ length: names.partitions }, (_, partition) => partition);

  async function announceIn(partition: number, floors: readonly SessionRevocation[]): Promise<void> {
    for (let start = 0; start < floors.length; start += BATCH) {
      const batch = floors.slice(start, start + BATCH);
      const keys = [...names.logOf(partition), names.endsOf(partition), ...batch.map(({ sid }) => names.session(sid))];
      const args = [freshText(), String(names.partitions), String(LOST_CHANGE_MARGIN), String(NEVER)];
      for (const { sid, generation, until } of batch) args.push(toStoredText(sid), String(generation), String(until));
      const [, position] = asList(await engine.run(announceScript, keys, args));
      onAppended(partition, asNumber(position));
    }
  }

  async function pruneLog(partition: number): Promise<void> {
    for (;;) {
      const args = [freshText(), String(names.partitions), String(BATCH)];
      if (asNumber(await engine.run(pruneLogScript, names.logOf(partition), args)) < BATCH) return;
    }
  }

  async function pruneSessions(partition: number, keepFor: Seconds): Promise<{ readonly value: number; readonly now: Seconds }> {
    const ends = names.endsOf(partition);
    for (let value = 0; ;) {
      const [at, found] = asList(await engine.run(pastSessionsScript, [ends], [String(keepFor), String(BATCH)]));
      const sids = asTexts(found);
      if (sids.length === 0) return { value, now: asNumber(at) };
      const sessions = sids.map((sid) => names.session(fromStoredText(sid)));
      const identities = asTexts(await engine.run(identitiesScript, sessions, []));
      const keys = sessions.flatMap((session, index) => {
        const subject = readSubject(identities[index] ?? '');
        return [session, subject === undefined ? session : names.index(subject)];
      });
      value += asNumber(await engine.run(pruneSessionsScript, [ends, ...keys], [String(keepFor), ...sids]));
    }
  }

  async function raiseEpochIn(partition: number): Promise<void> {
    let fault: GemelError | undefined;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      try {
        await engine.run(raiseEpochScript, names.logOf(partition), [freshText(), String(names.partitions)]);
        return;
      } catch (error) {
        fault = toRedisFault(error);
      }
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_MS));
    }
    throw fault ?? toRedisFault(undefined);
  }

  return {
    async announce(floors) {
      const byPartition = new Map<number, SessionRevocation[]>();
      for (const floor of floors) {
        const partition = partitionOf(floor.sid, names.partitions);
        const others = byPartition.get(partition);
        if (others === undefined) byPartition.set(partition, [floor]);
        else others.push(floor);
      }
      await Promise.all([...byPartition].map(([partition, of]) => announceIn(partition, of)));
    },
    async deleteExpired(keepFor) {
      let value = 0;
      let now = 0;
      for (const partition of partitions) {
        await pruneLog(partition);
        const pruned = await pruneSessions(partition, keepFor);
        value += pruned.value;
        now = Math.max(now, pruned.now);
      }
      return { value, now };
    },
    async raiseEpoch() {
      await Promise.all(partitions.map(raiseEpochIn));
    },
  };
}
