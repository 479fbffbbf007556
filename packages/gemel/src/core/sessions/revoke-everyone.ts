/** Ends the sessions of everybody: the door is closed to whoever has begun, then page by page whatever stands is ended. */
import { optionsError, partitionOf, type Seconds } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { RevokedEveryone, RevokeEveryoneOptions, RevokeOptions } from './revoked.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { RecordPage, SessionStore } from '../ports/session-store.ts';
import type { RecordWriter } from './record-writer.ts';
import type { Reaching } from './revocations.ts';
import type { EndReason, SessionRecord } from './session-record.ts';

export type RevokeEveryone = (options?: RevokeEveryoneOptions) => Promise<RevokedEveryone>;

export interface RevokeEveryoneParts {
  readonly store: Pick<SessionStore, 'list' | 'raiseEveryone' | 'endSessions'>;
  readonly writer: Pick<RecordWriter, 'announceEnded'>;
  readonly view: Pick<View, 'status'>;
  readonly freshness: ResolvedOptions['freshness'];
  readonly receiptFor: (options: RevokeOptions) => string | undefined;
  readonly reached: (options: RevokeOptions, receipts: readonly string[]) => Promise<Reaching>;
}

/** Sessions that end in one step. */
const batchSize = 200;

/** Where a call stands: what was begun later is left standing, and what was listed before `after` has ended. */
interface Course {
  readonly cutoff: Seconds;
  readonly after: string | undefined;
}

export function createRevokeEveryone({ store, writer, view, freshness, receiptFor, reached }: RevokeEveryoneParts): RevokeEveryone {
  /** Whoever comes after this has begun after it. A node's reckoning of engine time, by which sessions say when they began, may be ahead. */
  const begin = async (): Promise<Course> => ({ cutoff: (await store.raiseEveryone()).now + freshness.clockTolerance, after: undefined });

  const announce = (records: readonly SessionRecord[], ended: readonly string[], now: Seconds, { reason, by }: Told): void => {
    const subjects = new Map(records.map(({ sid, subject }) => [sid, subject]));
    for (const sid of ended) writer.announceEnded({ subject: subjects.get(sid) ?? '', sids: [sid], reason, by }, now);
  };

  return async ({ reason = 'revoked', by, except, resume, onProgress, ...until } = {}) => {
    /** By partition, the newest: whoever has applied it has applied what was written there before. */
    const receipts = new Map<number, string>();
    let ended = 0;
    let isReplicated = true;
    for (let course: Course | undefined = resume === undefined ? await begin() : parseCourse(resume); course !== undefined;) {
      const { cutoff, after }: Course = course;
      const { records, next }: RecordPage = (await store.list({ after, limit: batchSize })).value;
      const sids = records.filter(({ sid, createdAt }) => createdAt <= cutoff && sid !== except).map(({ sid }) => sid);
      if (sids.length > 0) {
        const receipt = receiptFor(until);
        const optional = receipt === undefined ? {} : { receipt };
        const committed = await store.endSessions({ sids, reason, retention: freshness.retention, ...optional });
        announce(records, committed.value, committed.now, { reason, by });
        const { total } = view.status().partitions;
        if (receipt !== undefined) for (const sid of committed.value) receipts.set(partitionOf(sid, total), receipt);
        ended += committed.value.length;
        isReplicated &&= committed.isReplicated || committed.value.length === 0;
      }
      course = next === undefined ? undefined : { cutoff, after: next };
      if (course !== undefined) onProgress?.({ ended, resume: formatCourse(course) });
    }
    return { ended, isReplicated: isReplicated && ended > 0, ...(await reached(until, [...new Set(receipts.values())])) };
  };
}

interface Told {
  readonly reason: EndReason;
  readonly by: string | undefined;
}

function formatCourse({ cutoff, after = '' }: Course): string {
  return `${cutoff}:${after}`;
}

function parseCourse(text: string): Course {
  const [, cutoff, after] = /^(\d+(?:\.\d+)?):(.+)$/.exec(text) ?? [];
  if (cutoff === undefined) throw optionsError('revokeEveryone', ['resume must be what onProgress was told']);
  return { cutoff: Number(cutoff), after };
}
