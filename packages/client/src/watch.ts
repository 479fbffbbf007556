/** Hears of the session's end while it is shown: one request of the browser waits at the issuer for it. */
import { backoffMs } from './delay.ts';
import type { Issuer } from './issuer.ts';
import type { Moments } from './moments.ts';
import type { Ask } from './asking.ts';
import type { SharedAnswer } from './shared-answer.ts';

export interface Watch {
  /** Waits for the end of this session, and no longer for another's; where none is shown, that is left to the other tabs. */
  adjust(sid: string | undefined): void;
  /** Ends a pause: the issuer has just answered. */
  goOn(): void;
}

export interface WatchParts {
  readonly name: string;
  readonly issuer: Issuer;
  readonly shared: SharedAnswer;
  readonly moments: Moments;
  readonly ask: Ask;
}

/** Seconds. Short enough for every proxy, and for a lost connection to be noticed. */
const waitSeconds = 25;
const graceMs = 10_000;

export function createWatch({ name, issuer, shared, moments, ask }: WatchParts): Watch {
  let stop: AbortController | undefined;
  let watched: string | undefined;
  let goOn = (): void => undefined;

  /** Whether what was said is what is shown. */
  const isNews = (sid: unknown, generation: unknown): boolean => {
    const { state } = shared.latest();
    return state.status === 'signed-in' && (state.principal.sid !== sid || state.principal.generation !== generation);
  };

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      goOn = resolve;
      setTimeout(resolve, ms);
    });

  const listen = async (signal: AbortSignal): Promise<void> => {
    for (let hasty = 0; !signal.aborted;) {
      const begunMs = Date.now();
      let isAnswered = true;
      try {
        const tooLong = AbortSignal.timeout(waitSeconds * 1000 + graceMs);
        const { body, refusal } = await issuer.call(`/auth/session?wait=${waitSeconds}`, { signal: AbortSignal.any([signal, tooLong]) });
        const wasRefused = refusal !== undefined;
        if (wasRefused || isNews(body['sid'], body['generation'])) await ask(moments.now(), wasRefused);
      } catch {
        isAnswered = false;
      }
      // Where too many wait the issuer answers at once; it is asked again more and more slowly.
      hasty = isAnswered && Date.now() - begunMs > (waitSeconds * 1000) / 2 ? 0 : hasty + 1;
      if (hasty > 0 && !signal.aborted) await pause(backoffMs(hasty));
    }
  };

  const begin = async (signal: AbortSignal): Promise<void> => {
    const locks: LockManager | undefined = navigator.locks;
    await (locks === undefined ? listen(signal) : locks.request(`${name} watch`, { signal }, () => listen(signal)));
  };

  return {
    adjust(sid) {
      if (sid === watched) return;
      watched = sid;
      stop?.abort();
      goOn();
      stop = new AbortController();
      if (sid !== undefined) begin(stop.signal).catch(() => undefined); // aborted while it waited for its turn
    },
    goOn: () => goOn(),
  };
}
