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
  /** Inserts the record, which was made after the sign-in began. */
  insert(record: SessionRecord): Promise<FencedInsert>;
}

/**
 * - `now`: inserted, at this engine time.
 * - `again`: the version that was presumed is another one; the record is to be made anew, as the subject stands now.
 * - neither: the subject has changed since the sign-in began.
 */
export interface FencedInsert {
  readonly now?: Seconds;
  readonly again?: FencedStart;
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
/** Microseconds since 1970 that a version is no count of changes from. */
const leastTime = 1e12;

/**
 * While the view is fresh nothing is read first: the version last heard of is presumed, since the insert goes through only where it
 * stands, and nobody who presumes an older one than there is gets past it. Whoever is refused so begins again with the version that the
 * refusal tells, as if it had been read then.
 */
export function createSubjectFence({ store, view, clock }: SubjectFenceParts): SubjectFence {
  const versions = createBoundedMap<number>(rememberedSubjects);
  /** What is presumed of a subject that nothing is remembered of: 0, or since everybody's sessions were ended what that has made it. */
  let usual = 0;
  let lastTold: number | undefined;

  /** No two subjects are told the same time by chance. */
  const learnUsual = (told: number): void => {
    if (told === lastTold && told >= leastTime) usual = told;
    lastTold = told;
  };

  const startAt = (now: Seconds, version: number, isPresumed: boolean): FencedStart => ({
    now,
    async insert(record) {
      const inserted = await store.insert(record, version);
      if (inserted.value !== 'inserted' && isPresumed && versions.get(record.subject) === undefined) learnUsual(inserted.subjectVersion);
      // What is presumed of a subject anyway need not be remembered.
      if (inserted.subjectVersion !== usual || versions.get(record.subject) !== undefined)
        versions.set(record.subject, inserted.subjectVersion);
      if (inserted.value === 'inserted') return { now: inserted.now };
      return isPresumed ? { again: startAt(inserted.now, inserted.subjectVersion, false) } : {};
    },
  });

  return {
    async begin(subject, version) {
      const nowMs = clock.monotonicMs();
      if (view.isFreshAt(nowMs)) return startAt(view.engineTimeAt(nowMs), version ?? versions.get(subject) ?? usual, version === undefined);
      const read = await store.subjectVersion(subject);
      return startAt(read.now, version ?? read.value, false);
    },
  };
}
