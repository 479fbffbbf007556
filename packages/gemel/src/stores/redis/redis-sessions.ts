/** What the port does to records and subjects, each as one script in one partition. */
import { GemelError, NEVER, partitionOf } from '@gemel/protocol';
import type { Change, EndSubject, SessionStore, Touch } from '../../core/ports/session-store.ts';
import type { Committed } from '../../core/ports/stamped.ts';
import type { SessionRecord } from '../../core/sessions/session-record.ts';
import { fromStoredText, toStoredText } from '../stored-text.ts';
import type { Changed, RedisEngine } from './redis-engine.ts';
import type { RedisNames } from './redis-names.ts';
import { insertFields, keptFields, principalFields, readRecord, rotatedText, rotationText } from './redis-record.ts';
import { asList, asNumber, asText, asTexts, unexpected } from './redis-reply.ts';
import type { RedisScript } from './redis-script.ts';
import { endScript, findScript, insertScript, keepScript, rotateScript, supersedeScript, touchScript } from './scripts/session-scripts.ts';
import { endSubjectScript, listSessionsScript, raiseSubjectScript, subjectVersionScript } from './scripts/subject-scripts.ts';

export type RedisSessions = Pick<
  SessionStore,
  'insert' | 'find' | 'listBySubject' | 'replace' | 'touch' | 'subjectVersion' | 'raiseSubject' | 'endSubject'
>;

/** Sessions touched in one step. */
const TOUCHES = 250;

/**
 * @param freshText makes a random text for each change, by which a script knows one that was sent twice.
 * @param onAppended is told the number of the newest entry of a partition.
 */
export function createRedisSessions(
  engine: RedisEngine,
  names: RedisNames,
  freshText: () => string,
  onAppended: (partition: number, position: number) => void,
): RedisSessions {
  async function keep(record: SessionRecord): Promise<Committed<'replaced' | 'conflict'>> {
    const args = [String(record.version), freshText(), String(record.lastSeenAt), String(record.inactivityDeadline)];
    args.push(rotationText(record), ...keptFields(record));
    return outcomeOf(await engine.run(keepScript, [names.session(record.sid)], args), false);
  }

  /** It may rest on a record in memory, so it is fenced where reads are. */
  async function rotate(record: SessionRecord): Promise<Committed<'replaced' | 'conflict'>> {
    const args = [String(record.version), freshText(), String(record.lastSeenAt), String(record.inactivityDeadline), rotationText(record)];
    return outcomeOf(await engine.decide(rotateScript, [names.session(record.sid)], args), false);
  }

  async function replace(change: Change): Promise<Committed<'replaced' | 'conflict'>> {
    const { record } = change;
    if (change.kind === 'keep') return keep(record);
    if (change.kind === 'rotate') return rotate(record);
    const partition = partitionOf(record.sid, names.partitions);
    const keys = [...names.logOf(partition), names.session(record.sid), names.endsOf(partition)];
    const fresh = freshText();
    const args = [fresh, String(names.partitions), String(record.version), fresh, toStoredText(record.sid)];
    args.push(String(change.retention), receiptText(change.receipt));
    const changed = await engine.change(scriptOf(change), keys, [...args, ...argumentsOf(change)]);
    const [, , position] = asList(changed.reply);
    if (position !== undefined) onAppended(partition, asNumber(position));
    return outcomeOf(changed.reply, changed.isReplicated);
  }

  /**
   * Runs a script over all sessions of a subject. It must be told beforehand which they are, and answers with those that there are
   * where they are others.
   */
  async function withSessions(
    send: (keys: readonly string[], args: readonly string[]) => Promise<Changed>,
    keys: readonly string[],
    args: readonly string[],
  ): Promise<{ readonly reply: readonly unknown[]; readonly sids: readonly string[]; readonly isReplicated: boolean }> {
    let sids: readonly string[] = [];
    for (;;) {
      const sessions = sids.map((sid) => names.session(fromStoredText(sid)));
      const { reply, isReplicated } = await send([...keys, ...sessions], [...args, ...sids]);
      const list = asList(reply);
      if (list[1] === 'all') return { reply: list, sids, isReplicated };
      sids = asTexts(list[2]);
    }
  }

  return {
    replace,
    async insert(record, subjectVersion) {
      const partition = partitionOf(record.sid, names.partitions);
      if (partition !== names.partitionOfSubject(record.subject)) {
        throw new GemelError(
          'internal',
          'The sid is not in the partition of its subject: make it with store.nameSession(subject, random).',
        );
      }
      const keys = [names.session(record.sid), names.subject(record.subject), names.index(record.subject), names.endsOf(partition)];
      keys.push(names.everyoneOf(partition));
      const deadline = record.endedAt ?? Math.min(record.inactivityDeadline, record.overallDeadline);
      const args = [String(subjectVersion), freshText(), toStoredText(record.sid), String(deadline), ...insertFields(record)];
      const [at, outcome, stands] = asList(await engine.run(insertScript, keys, args));
      if (outcome === 'taken') throw new GemelError('internal', 'The sid is taken.');
      if (outcome === 'inserted') return { value: 'inserted', now: asNumber(at), subjectVersion };
      return { value: 'subject_changed', now: asNumber(at), subjectVersion: asNumber(stands) };
    },
    async find(sid) {
      const keys = [names.nothingOf(partitionOf(sid, names.partitions)), names.session(sid)];
      const [at, fields] = asList(await engine.decide(findScript, keys, []));
      return { value: readRecord(sid, fields), now: asNumber(at) };
    },
    async listBySubject(subject) {
      const keys = [names.nothingOf(names.partitionOfSubject(subject)), names.index(subject)];
      const send = async (...sent: readonly [readonly string[], readonly string[]]): Promise<Changed> => ({
        reply: await engine.run(listSessionsScript, ...sent),
        isReplicated: false,
      });
      const { reply, sids } = await withSessions(send, keys, []);
      const records = asList(reply[2]).flatMap((fields, index) => readRecord(fromStoredText(sids[index] ?? ''), fields) ?? []);
      const standing = records.filter(({ endedAt }) => endedAt === null);
      return { value: standing.sort((left, right) => right.createdAt - left.createdAt), now: asNumber(reply[0]) };
    },
    async touch(touches) {
      await Promise.all(batchesOf(touches, names).map((batch) => engine.run(touchScript, batch.keys, batch.args)));
    },
    async subjectVersion(subject) {
      const partition = names.partitionOfSubject(subject);
      const keys = [names.nothingOf(partition), names.subject(subject), names.everyoneOf(partition)];
      const [at, version] = asList(await engine.run(subjectVersionScript, keys, []));
      return { value: asNumber(version), now: asNumber(at) };
    },
    async raiseSubject(subject) {
      const keys = [names.subject(subject), names.everyoneOf(names.partitionOfSubject(subject))];
      const [at, version] = asList(await engine.run(raiseSubjectScript, keys, [freshText()]));
      return { value: asNumber(version), now: asNumber(at) };
    },
    async endSubject(end) {
      const partition = names.partitionOfSubject(end.subject);
      const keys = [...names.logOf(partition), names.subject(end.subject), names.index(end.subject), names.endsOf(partition)];
      const { reply, isReplicated } = await withSessions(
        (...sent) => engine.change(endSubjectScript, ...sent),
        keys,
        endArguments(end, names.partitions, freshText()),
      );
      const [at, , ended, position] = reply;
      onAppended(partition, asNumber(position));
      return { value: asTexts(ended).map(fromStoredText), now: asNumber(at), isReplicated };
    },
  };
}

function scriptOf(change: Exclude<Change, { kind: 'keep' | 'rotate' }>): RedisScript {
  return change.kind === 'end' ? endScript : supersedeScript;
}

/** What follows the arguments that both scripts have. */
function argumentsOf(change: Exclude<Change, { kind: 'keep' | 'rotate' }>): string[] {
  if (change.kind === 'end') return [String(NEVER), change.reason];
  const { record } = change;
  const times = [String(record.lastSeenAt), String(record.inactivityDeadline), String(record.overallDeadline)];
  const rotation = [rotationText(record), rotatedText(record)];
  return [String(record.generation), ...times, ...rotation, ...principalFields(record), ...keptFields(record)];
}

function endArguments(end: EndSubject, partitions: number, fresh: string): string[] {
  const except = end.except === undefined ? '' : toStoredText(end.except);
  const entry = [String(end.retention), receiptText(end.receipt), String(NEVER)];
  return [fresh, String(partitions), fresh, ...entry, end.reason, except];
}

/** Empty for none, so that an empty receipt is one. */
export function receiptText(receipt: string | undefined): string {
  return receipt === undefined ? '' : `=${toStoredText(receipt)}`;
}

function outcomeOf(reply: unknown, isReplicated: boolean): Committed<'replaced' | 'conflict'> {
  const [at, outcome] = asList(reply);
  const value = asText(outcome);
  if (value !== 'replaced' && value !== 'conflict') throw unexpected();
  return { value, now: asNumber(at), isReplicated: isReplicated && value === 'replaced' };
}

/** Touches by partition, some at a time. */
function batchesOf(
  touches: readonly Touch[],
  names: RedisNames,
): readonly { readonly keys: readonly string[]; readonly args: readonly string[] }[] {
  const full: { readonly keys: string[]; readonly args: string[] }[] = [];
  const open = new Map<number, { readonly keys: string[]; readonly args: string[] }>();
  for (const { sid, lastSeenAt, inactivityDeadline } of touches) {
    const partition = partitionOf(sid, names.partitions);
    let batch = open.get(partition);
    if (batch === undefined || batch.keys.length >= TOUCHES) {
      batch = { keys: [], args: [] };
      open.set(partition, batch);
      full.push(batch);
    }
    batch.keys.push(names.session(sid));
    batch.args.push(String(lastSeenAt), String(inactivityDeadline));
  }
  return full;
}
