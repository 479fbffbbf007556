/** Reads records from the store, one read per session at a time, and remembers when each read was sent. */
import { type Clock, type Seconds, toGemelError } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { FindRecord } from './find-record.ts';
import { floorIn, type LearnFloor } from './learn-floor.ts';
import type { SessionRecord } from '../sessions/session-record.ts';

/** What a read of the store said, and since when it may be believed. */
export interface Load {
  readonly record: SessionRecord | undefined;
  /** Engine time of the answer; as this node reckons it where a copy answered, whose clock is not the engine's. */
  readonly now: Seconds;
  /** True where a replica answered, which may be behind in whatever the view does not tell of: it can let in, never turn away. */
  readonly isCopy: boolean;
  /** This machine's monotonic time at which the read was sent. */
  readonly sentMs: number;
  /** This machine's wall time at which it was sent. */
  readonly sentWallMs: number;
  /** The view's era at which it was sent. */
  readonly era: number;
}

export interface RecordLoader {
  /**
   * Returns the answer of a read that was sent at `notBeforeMs` or later; joins one under way if it was.
   *
   * @param covering where the view has come to: a replica that has come as far may answer. Without it the primary answers.
   * @throws GemelError `view_stale` where the view is not fresh and the store's log is another one; `store_unavailable` and other faults of the store
   */
  load(sid: string, notBeforeMs: number, covering?: string): Promise<Load>;
}

export interface RecordLoaderParts {
  readonly view: View;
  readonly clock: Clock;
  readonly learnFloor: LearnFloor;
  readonly findRecord: FindRecord;
  /** Milliseconds after which a read is taken for lost: nobody waits for it any more. */
  readonly patienceMs: number;
}

export function createRecordLoader({ findRecord, view, clock, learnFloor, patienceMs }: RecordLoaderParts): RecordLoader {
  const underWay = new Map<string, { readonly sentMs: number; readonly mayBeCopy: boolean; readonly answer: Promise<Load> }>();

  const send = (sid: string, covering: string | undefined): Promise<Load> => {
    const sentMs = clock.monotonicMs();
    const sentWallMs = clock.wallMs();
    const era = view.era;
    const forget = (): void => {
      if (underWay.get(sid)?.answer === answer) underWay.delete(sid);
    };
    const answer = findRecord(sid, covering).then(
      ({ value, now, isCopy = false }) => {
        forget();
        if (value !== undefined) learnFloor(value.sid, floorIn(value));
        return { record: value, now: isCopy ? view.engineTimeAt(clock.monotonicMs()) : now, isCopy, sentMs, sentWallMs, era };
      },
      (error: unknown) => {
        forget();
        throw toGemelError(error, 'store_unavailable');
      },
    );
    underWay.set(sid, { sentMs, mayBeCopy: covering !== undefined, answer });
    return answer;
  };

  return {
    load(sid, notBeforeMs, covering) {
      const flight = underWay.get(sid);
      const isRecent = flight !== undefined && flight.sentMs >= notBeforeMs && clock.monotonicMs() - flight.sentMs <= patienceMs;
      return isRecent && (covering !== undefined || !flight.mayBeCopy) ? flight.answer : send(sid, covering);
    },
  };
}
