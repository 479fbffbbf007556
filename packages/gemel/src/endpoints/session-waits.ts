/** Requests that wait for the end of a session: so many at once, and no more. */
import type { Seconds } from '@gemel/protocol';
import type { SessionPrincipal } from '../index.ts';

export interface SessionWaits {
  /** Resolves when the session ends, on whatever node, when the wait is over or given up, or at once where too many wait already. */
  untilEnd(principal: Pick<SessionPrincipal, 'sid' | 'ended'>, wait: Seconds, signal: AbortSignal): Promise<void>;
}

export interface WaitLimits {
  /** In all. */
  readonly most: number;
  /**
   * For one session: its windows and devices, of which one at a time need wait. Fewer than the six connections that a browser opens to a host
   * under HTTP/1.1: where it has no Web Locks each window waits for itself, and something must be left for pages to come by.
   */
  readonly mostOfSession: number;
}

const defaultLimits: WaitLimits = { most: 10_000, mostOfSession: 4 };

export function createSessionWaits({ most, mostOfSession }: WaitLimits = defaultLimits): SessionWaits {
  const bySession = new Map<string, number>();
  let waiting = 0;

  const count = (sid: string, step: 1 | -1): void => {
    const now = (bySession.get(sid) ?? 0) + step;
    waiting += step;
    if (now === 0) bySession.delete(sid);
    else bySession.set(sid, now);
  };

  return {
    async untilEnd({ sid, ended }, wait, signal) {
      if (waiting >= most || (bySession.get(sid) ?? 0) >= mostOfSession) return;
      count(sid, 1);
      await firstOf([ended, signal], wait * 1000);
      count(sid, -1);
    },
  };
}

/** Leaves no listener behind: the signals live longer than the wait. */
function firstOf(signals: readonly AbortSignal[], waitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const signal of signals) signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    for (const signal of signals) signal.addEventListener('abort', done);
    if (signals.some(({ aborted }) => aborted)) done();
  });
}
