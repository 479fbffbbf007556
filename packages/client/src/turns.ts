/** One at a time, across all tabs of a browser. */
import { delay } from './delay.ts';

/** Does something when it is its turn. Whoever has waited for too long goes ahead: nobody is held up by a tab that is frozen. */
export type TakeTurn = <Result>(act: () => Promise<Result>) => Promise<Result>;

/** Longer than whoever has the turn waits for the issuer. */
const patienceMs = 15_000;
/** How long it may take until another tab has heard. */
export const hearingMs = 50;
const lookAgainMs = 50;
const leaseMs = 5000;

/** By Web Locks; where the browser has none, by a lease in its storage, which two tabs may take at once in a rare while. That costs a request, and nothing else. */
export function createTurns(name: string): TakeTurn {
  // Absent where the page is not in a secure context, whatever the types say.
  const locks: LockManager | undefined = navigator.locks;
  return locks === undefined ? turnsByLease(name) : turnsByLock(name, locks);
}

function turnsByLock(name: string, locks: LockManager): TakeTurn {
  let leave: (value?: unknown) => void = () => undefined;
  document.addEventListener('freeze', () => leave());

  return (act) =>
    new Promise((resolve) => {
      /** The turn is over a little later than the act, so that the others have heard what came of it; or when this tab is frozen. */
      const begin = (): Promise<unknown> => {
        const acting = act();
        resolve(acting);
        return new Promise((over) => {
          leave = over;
          acting.then(() => delay(hearingMs)).then(over, over);
        });
      };
      locks.request(name, { signal: AbortSignal.timeout(patienceMs) }, begin).catch(() => resolve(act()));
    });
}

/** The lease is a time, and no more. */
function turnsByLease(name: string): TakeTurn {
  return async (act) => {
    await delay(Math.random() * lookAgainMs);
    const giveUpMs = Date.now() + patienceMs;
    while (Number(localStorage.getItem(name)) > Date.now() && Date.now() < giveUpMs) await delay(lookAgainMs);
    localStorage.setItem(name, String(Date.now() + leaseMs));
    try {
      return await act();
    } finally {
      localStorage.removeItem(name);
    }
  };
}
