/** Judges a session token: from memory where the view allows it, from the store where it does not. */
import { type Clock, GemelError, NEVER, type Seconds, SID_BYTES } from '@gemel/protocol';
import { isFreshFor, type View } from '@gemel/verifier';
import type { BoundedMap } from './bounded-map.ts';
import { checkRecord } from '../sessions/check-record.ts';
import type { AuthenticationResult, SessionPrincipal } from '../gemel.ts';
import { createInTime } from './in-time.ts';
import { msSince } from './ms-since.ts';
import type { ResolvedOptions } from '../options/options.ts';
import type { Runtime } from '../ports/runtime.ts';
import type { Load, RecordLoader } from './record-loader.ts';
import type { Written } from '../sessions/record-writer.ts';
import type { SessionRecord } from '../sessions/session-record.ts';
import { touchIntervalOf } from '../sessions/touch-queue.ts';

/** A record in memory. What it says may be believed only under the checks of `isUsable`. */
export interface HeldSession {
  readonly record: SessionRecord;
  readonly accepted: AuthenticationResult;
  readonly sentMs: number;
  readonly era: number;
  /** Engine time of the last activity that was noted here. */
  touchedAt: Seconds;
}

export interface SessionTokenParts {
  readonly options: ResolvedOptions;
  readonly runtime: Pick<Runtime, 'sha256' | 'isEqual' | 'sleep'>;
  readonly clock: Clock;
  readonly view: View;
  readonly cache: BoundedMap<HeldSession>;
  readonly loader: RecordLoader;
  /** Seconds: the bound under which this node is registered. */
  readonly bound: () => Seconds;
  readonly principalOf: (record: SessionRecord) => SessionPrincipal;
  /** Notes activity without waiting. */
  readonly noteActivity: (sid: string, now: Seconds) => void;
  /** Writes activity at once, for a session that would run out before a batch is written. */
  readonly writeActivity: (sid: string, now: Seconds) => Promise<void>;
}

/** A refusal that a later read cannot change needs no second read; each other one rests on a read of the primary sent after the request arrived. */
const mostReads = 3;

interface SessionToken {
  readonly sid: string;
  readonly secret: string;
}

/** Of a request. */
interface Arrival {
  readonly arrivedMs: number;
  /** Whether the view was, about the session asked for. */
  readonly isFresh: boolean;
}

export interface SessionTokenChecker {
  /**
   * Returns the session of a cookie's whole text where memory vouches for it; undefined says nothing about the text. What is spelled
   * otherwise than given out has another hash, so the spelling need not be looked at here.
   *
   * @param isUnattended true: no activity is noted.
   */
  recall(text: string, isUnattended?: boolean): HeldSession | undefined;
  /**
   * Asks the store about a token that memory did not vouch for: while the view is stale for no longer than `inTime` allows, otherwise for as
   * long as the store takes, which has a limit of its own.
   *
   * @param isUnattended true: no activity is noted.
   * @throws GemelError `session_*`, `view_stale`, `store_unavailable`
   */
  check(token: SessionToken, isUnattended?: boolean): Promise<HeldSession>;
  /** Returns a record in memory for which the view vouches, less its `data`, and engine time. A compare-and-swap is to decide whether it still stands so. */
  vouchedFor(sid: string): Written | undefined;
  /** Holds a record that was read, or written, by a request sent at `sentMs` in `era`. */
  hold(record: SessionRecord, sentMs: number, era: number): HeldSession;
}

const sidLength = Math.ceil((SID_BYTES * 4) / 3);
const dot = 46;

export function createSessionTokenChecker(parts: SessionTokenParts): SessionTokenChecker {
  const { options, runtime, clock, view, cache, loader } = parts;
  const { inactivityTimeout } = options.sessions;
  const inTime = createInTime(runtime.sleep, parts.bound);
  const { onStale, recordMaxAge } = options.freshness;
  const recordMaxAgeMs = recordMaxAge * 1000;
  const touchInterval = touchIntervalOf(inactivityTimeout);
  const margin = Math.min(5, inactivityTimeout / 4);

  const recall: SessionTokenChecker['recall'] = (text, isUnattended) => {
    const held = cache.get(text.slice(0, sidLength));
    if (held === undefined || text.charCodeAt(sidLength) !== dot) return undefined;
    const nowMs = clock.monotonicMs();
    const now = view.engineTimeAt(nowMs);
    const isVouchedFor =
      isTrustedAt(nowMs, held.record) && isUsable(held, nowMs, now) && hasSecret(held.record, runtime.sha256(text.slice(sidLength + 1)));
    if (!isVouchedFor) return undefined;
    return isUnattended ? held : seen(held, now);
  };

  /** What is written or minted by it must not rest on a view that is not fresh, whatever may be accepted. */
  const vouchedFor: SessionTokenChecker['vouchedFor'] = (sid) => {
    const held = cache.get(sid);
    if (held === undefined) return undefined;
    const nowMs = clock.monotonicMs();
    const now = view.engineTimeAt(nowMs);
    return isFreshFor(view, nowMs, held.record) && isUsable(held, nowMs, now) ? { record: held.record, now } : undefined;
  };

  const isTrustedAt = (nowMs: number, whom: Pick<SessionRecord, 'sid'> & Partial<Pick<SessionRecord, 'act'>>): boolean =>
    onStale === 'accept' || isFreshFor(view, nowMs, whom);

  const isUsable = ({ record, sentMs, era }: HeldSession, nowMs: number, now: Seconds): boolean =>
    nowMs - sentMs < recordMaxAgeMs &&
    era === view.era &&
    record.generation >= view.floorOf(record.sid) &&
    (record.act === null || view.floorOf(record.act.sid) !== NEVER) &&
    now < record.inactivityDeadline - margin &&
    now < record.overallDeadline;

  const hasSecret = (record: SessionRecord, secretHash: string): boolean =>
    record.secretHash !== null && runtime.isEqual(record.secretHash, secretHash);

  const seen = (held: HeldSession, now: Seconds): HeldSession => {
    if (now - held.touchedAt >= touchInterval) {
      held.touchedAt = now;
      parts.noteActivity(held.record.sid, now);
    }
    return held;
  };

  const check: SessionTokenChecker['check'] = (token, isUnattended = false) => {
    const arrivedMs = clock.monotonicMs();
    const isFresh = view.isFreshAt(arrivedMs, token.sid);
    const asked = ask(token, isUnattended, { arrivedMs, isFresh });
    return isFresh ? asked : inTime(asked);
  };

  /** A record in memory never refuses: whoever is turned away is turned away by a read. */
  const ask = async ({ sid, secret }: SessionToken, isUnattended: boolean, { arrivedMs, isFresh }: Arrival): Promise<HeldSession> => {
    const secretHash = runtime.sha256(secret);
    // Where the view is stale nothing would tell of a revocation between an earlier read and this request.
    let notBeforeMs = isFresh ? Number.NEGATIVE_INFINITY : arrivedMs;
    // A copy is worth what the view is worth that it covers.
    const covering = isFresh ? view.cursor : undefined;
    for (let reads = 1; ; reads++) {
      checkMayAsk(sid);
      if (view.floorOf(sid) === NEVER) throw new GemelError('session_revoked', { sid });
      const load = await loader.load(sid, notBeforeMs, reads === 1 ? covering : undefined);
      const refusal = judge(load, sid, secretHash) ?? (isUnattended ? undefined : await keepAlive(load, sid, secretHash));
      if (refusal === undefined) return accept(load, isUnattended);
      const isFinal = load.sentMs >= arrivedMs && !load.isCopy && refusal.code !== 'view_stale' && !isRaced(load, sid);
      if (isFinal || reads === mostReads) throw refusal;
      notBeforeMs = Math.max(arrivedMs, clock.monotonicMs());
    }
  };

  const checkMayAsk = (sid: string): void => {
    const nowMs = clock.monotonicMs();
    if (view.isPausedAt(nowMs) || (onStale === 'refuse' && !view.isFreshAt(nowMs, sid))) throw new GemelError('view_stale');
  };

  /** Whether the load was overtaken by a change that the view already knows. */
  const isRaced = ({ record }: Load, sid: string): boolean =>
    record !== undefined &&
    record.endedAt === null &&
    (record.generation < view.floorOf(sid) || (record.act !== null && view.floorOf(record.act.sid) === NEVER));

  const judge = (load: Load, sid: string, secretHash: string): GemelError | undefined => {
    try {
      const record = checkRecord(load.record, load.now);
      if (isRaced(load, sid)) return new GemelError('session_revoked', { sid });
      if (!hasSecret(record, secretHash)) return new GemelError('session_secret_wrong', { sid });
      return isProven(load, sid) ? undefined : new GemelError('view_stale');
    } catch (error) {
      if (error instanceof GemelError) return error;
      throw error;
    }
  };

  /**
   * What a read says is believed if it was sent within the bound, or if the view vouches for it: by the rules for a record in memory,
   * since the view may have forgotten what ended a session during a slower read.
   */
  const isProven = (load: Load, sid: string): boolean => {
    const nowMs = clock.monotonicMs();
    if (view.isPausedAt(nowMs)) return false;
    if (isTrustedAt(nowMs, load.record ?? { sid }) && load.era === view.era && nowMs - load.sentMs < recordMaxAgeMs) return true;
    return !load.isCopy && msSince({ monotonicMs: load.sentMs, wallMs: load.sentWallMs }, clock) <= parts.bound() * 1000;
  };

  /** Writes the activity of a session that is about to run out. That takes its time, so the read is judged again. */
  const keepAlive = async (load: Load, sid: string, secretHash: string): Promise<GemelError | undefined> => {
    if (load.record === undefined || load.now < load.record.inactivityDeadline - margin) return undefined;
    await parts.writeActivity(sid, load.now);
    return judge(load, sid, secretHash);
  };

  const accept = (load: Load, isUnattended: boolean): HeldSession => {
    const record = checkRecord(load.record, load.now);
    const held = hold(record, load.sentMs, load.era);
    return isUnattended ? held : seen(held, load.now);
  };

  const acceptedFor = (record: SessionRecord): AuthenticationResult =>
    Object.freeze({ status: 'authenticated', principal: parts.principalOf(record), credential: 'cookie' });

  const hold: SessionTokenChecker['hold'] = (record, sentMs, era) => {
    const known = cache.get(record.sid);
    // Whatever the principal is made of changes with the generation.
    const accepted = known?.record.generation === record.generation ? known.accepted : acceptedFor(record);
    // The application's data are read from the store when they are asked for; memory need not hold them.
    const held: HeldSession = { record: { ...record, data: null }, accepted, sentMs, era, touchedAt: record.lastSeenAt };
    if (era === view.era && (known === undefined || known.sentMs <= sentMs)) cache.set(record.sid, held);
    return held;
  };

  return { recall, check, vouchedFor, hold };
}
