/** Which sessions stand: of one subject, of everybody, or one of them. */
import { GemelError } from '@gemel/protocol';
import type { FindRecord } from '../cache/find-record.ts';
import type { Gemel, Session } from '../gemel.ts';
import type { SessionStore } from '../ports/session-store.ts';
import { expiresAt } from './check-record.ts';
import type { RecordWriter } from './record-writer.ts';
import type { SessionRecord } from './session-record.ts';
import { summarizeSession } from './summarize-session.ts';

export interface SessionListsParts {
  readonly store: Pick<SessionStore, 'list' | 'listBySubject'>;
  readonly findRecord: FindRecord;
  readonly writer: Pick<RecordWriter, 'read'>;
}

export interface SessionLists {
  readonly ofSubject: Gemel['listSessions'];
  readonly page: Gemel['listAllSessions'];
  readonly find: Gemel['findSession'];
}

const usualLimit = 50;
const longestPage = 200;

export function createSessionLists({ store, findRecord, writer }: SessionListsParts): SessionLists {
  /** A session that came of another is asked for once more: that one may have ended. There are few of them. */
  const standing = async (records: readonly SessionRecord[], now: number): Promise<readonly Session[]> => {
    const found: Session[] = [];
    for (const record of records) {
      if (now >= expiresAt(record)) continue;
      const { value } = record.act === null ? { value: record } : await findRecord(record.sid);
      if (value !== undefined && value.endedAt === null) found.push(summarizeSession(value));
    }
    return found;
  };

  const ofSubject = async (subject: string): Promise<readonly Session[]> => {
    const { value, now } = await store.listBySubject(subject);
    return standing(value, now);
  };

  return {
    ofSubject,
    find: async (sid) => summarizeSession((await writer.read(sid)).record),
    async page({ subject, after, limit = usualLimit } = {}) {
      if (!Number.isInteger(limit) || limit < 1 || limit > longestPage)
        throw new GemelError('request_malformed', `limit is not a number from 1 to ${longestPage}`);
      if (subject !== undefined) return pageOf(await ofSubject(subject), after, limit);
      const { value, now } = await store.list({ after, limit });
      return { sessions: await standing(value.records, now), next: value.next };
    },
  };
}

/** Of one subject: behind the session of which the page before has said when it began, and which it was. */
function pageOf(sessions: readonly Session[], after: string | undefined, limit: number): Awaited<ReturnType<Gemel['listAllSessions']>> {
  const sorted = sessions.toSorted((left, right) => right.createdAt - left.createdAt || (left.sid < right.sid ? -1 : 1));
  const left = after === undefined ? sorted : sorted.filter(isBehind(after));
  const page = left.slice(0, limit);
  const last = page.at(-1);
  return { sessions: page, next: last === undefined || left.length === page.length ? undefined : `${last.createdAt}:${last.sid}` };
}

function isBehind(after: string): (session: Session) => boolean {
  const [, createdAt, lastSid = ''] = /^(\d+(?:\.\d+)?):([\w-]+)$/.exec(after) ?? [];
  if (createdAt === undefined)
    throw new GemelError('request_malformed', 'The place to go on from is none that a page of sessions has named.');
  return ({ createdAt: began, sid }) => began < Number(createdAt) || (began === Number(createdAt) && sid > lastSid);
}
