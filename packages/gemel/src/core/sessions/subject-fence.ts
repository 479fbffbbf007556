/** What stops a sign-in that began before all sessions of its subject were ended: the subject's version, read or presumed when it begins. */
import type { Clock, Seconds } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import { createBoundedMap } from '../cache/bounded-map.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { SessionRecord } from './session-record.ts';

/** A sign-in that has begun. */
export interface FencedStart {
  /** Engine time. */
  readonly now: Seconds;
  /** Inserts the record; resolves to the engine's time then, or to undefined where the subject has changed since. */
  insert(record: SessionRecord): Promise<Seconds | undefined>;
}

export interface SubjectFence {
  /** @param version what `subjectVersion()` said when the sign-in began, where the application asked. */
  begin(subject: string, version: number | undefined): Promise<FencedStart>;
}

export interface SubjectFenceParts {
  readonly store: Pick<SessionStore, 'subjectVersion' | 'insert'>;
  readonly view: View;
  readonly clock: Clock;
}

/** Subjects whose version is remembered. */
const rememberedSubjects = 10_000;

/**
 * While the view is fresh nothing is read first: the version last heard of is presumed, since the insert goes through only where it
 * stands, and nobody who presumes an older one than there is gets past it. Whoever is refused so begins with the version that the refusal
 * tells, as if it had been read then.
 */
export function createSubjectFence({ store, view, clock }: SubjectFenceParts): SubjectFence {
  const versions = createBoundedMap<number>(rememberedSubjects);

  const insert = async (record: SessionRecord, version: number, isPresumed: boolean): Promise<Seconds | undefined> => {
    const { value, now, subjectVersion } = await store.insert(record, version);
    // A subject that nothing was ever written about has version 0, and need not be remembered.
    if (subjectVersion > 0) versions.set(record.subject, subjectVersion);
    if (value === 'inserted') return now;
    return isPresumed ? insert(record, subjectVersion, false) : undefined;
  };

  return {
    async begin(subject, version) {
      const nowMs = clock.monotonicMs();
      if (view.isFreshAt(nowMs)) {
        const presumed = version ?? versions.get(subject) ?? 0;
        return { now: view.engineTimeAt(nowMs), insert: (record) => insert(record, presumed, version === undefined) };
      }
      const read = await store.subjectVersion(subject);
      return { now: read.now, insert: (record) => insert(record, version ?? read.value, false) };
    },
  };
}
