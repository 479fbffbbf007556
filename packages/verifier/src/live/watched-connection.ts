/** One open connection: what it was last judged by, and how it ends. */
import { GemelError, type Principal, toGemelError } from '@gemel/protocol';
import { checkRequirement } from '../check-requirement.ts';
import { createLease } from '../lease.ts';
import type { LiveOptions } from './live-connection.ts';
import { type Judged, type LiveSource, marginOf, type Presented } from './live-source.ts';

export interface WatchedConnection<Whom extends Principal = Principal> {
  readonly principal: Whom;
  readonly ended: AbortSignal;
  /** Goes on by this credential if it is accepted. @throws GemelError (rejects) where it is not; then nothing has changed */
  take(presented: Presented<Whom>): Promise<void>;
  /** Judges the credential again, and ends the connection where it is not accepted in time. Never rejects. */
  review(): Promise<void>;
  /** Whether the last judgement counts at this monotonic time, whatever the view is worth; true before the first, since then nobody has the connection. */
  isProvenAt(monotonicMs: number): boolean;
  end(error: GemelError): void;
  release(): void;
}

export interface WatchedParts<Whom extends Principal> {
  readonly source: LiveSource<Whom>;
  readonly options: LiveOptions<Whom>;
  /** Told once, when the connection has ended or was released. */
  onGone(connection: WatchedConnection<Whom>): void;
  /** Told when the credential may have expired. */
  onDue(connection: WatchedConnection<Whom>): void;
}

/** A timer holds no more than 24 days. */
const longestSleepMs = 86_400_000;
/** The engine's own clock may not have reached a deadline that this machine has. */
const shortestSleepMs = 100;

export function createWatchedConnection<Whom extends Principal>(
  first: Presented<Whom>,
  { source, options, onGone, onDue }: WatchedParts<Whom>,
): WatchedConnection<Whom> {
  const { view, clock, sleep } = source;
  const { requirement = {}, onChange } = options;
  const ending = new AbortController();
  const proof = createLease(clock);
  let presented = first;
  let { principal } = first;
  let timer = new AbortController();
  let isJudged = false;
  let isOver = false;

  const engineNow = (): number => view.engineTimeAt(clock.monotonicMs());

  function accept(judged: Judged<Whom>): void {
    const { sending, lengthMs } = judged.proof;
    checkRequirement(judged.principal, requirement, engineNow(), judged.isSenderConstrained);
    proof.renew(sending, lengthMs);
    isJudged = true;
    sleepUntil(Math.min(judged.expiresAt, judged.principal.authentication.time + (requirement.maxAuthAge ?? Number.POSITIVE_INFINITY)));
    // An answer that was overtaken says nothing new.
    const hasChanged = judged.principal.generation > principal.generation;
    if (judged.principal.generation >= principal.generation) ({ principal } = judged);
    if (hasChanged) onChange?.(principal);
  }

  function sleepUntil(deadline: number): void {
    timer.abort();
    timer = new AbortController();
    const { signal } = timer;
    const ms = Math.min(Math.max((deadline - engineNow()) * 1000, shortestSleepMs), longestSleepMs);
    void sleep(ms, signal).then(() => signal.aborted || onDue(connection));
  }

  /** Whoever does not answer in time has not confirmed anything. */
  async function inTime(judging: Judged<Whom> | Promise<Judged<Whom>>): Promise<Judged<Whom>> {
    if (!(judging instanceof Promise)) return judging;
    const waiting = new AbortController();
    const tooLate = sleep(marginOf(view), waiting.signal).then(() => {
      throw new GemelError('view_stale', { sid: principal.sid });
    });
    return Promise.race([judging, tooLate]).finally(() => waiting.abort());
  }

  function leave(): boolean {
    if (isOver) return false;
    isOver = true;
    timer.abort();
    onGone(connection);
    return true;
  }

  const connection: WatchedConnection<Whom> = {
    get principal() {
      return principal;
    },
    ended: ending.signal,
    async take(next) {
      if (next.principal.sid !== principal.sid) throw new GemelError('credential_kind_wrong', 'the credential is of another session');
      const judged = await next.judge();
      if (ending.signal.aborted) throw toGemelError(ending.signal.reason);
      if (isOver) return;
      accept(judged);
      presented = next;
    },
    async review() {
      const reviewed = presented;
      try {
        const judged = await inTime(reviewed.judge());
        if (!isOver && reviewed === presented) accept(judged);
      } catch (error) {
        if (reviewed === presented) connection.end(toGemelError(error));
      }
    },
    isProvenAt: (monotonicMs) => !isJudged || proof.standsAt(monotonicMs),
    end(error) {
      if (leave()) ending.abort(error);
    },
    release: () => void leave(),
  };
  return connection;
}
