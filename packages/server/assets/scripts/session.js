/**
 * Leaves a page of the account as soon as its session has ended, wherever that was done: one request waits at this server for it. A page that nobody
 * sees waits for nothing, and one whose form is being sent is left by that form's answer.
 */

/** Short enough for every proxy, and for a lost connection to be noticed. */
const waitSeconds = 25;
/** Doubled by each answer that comes at once: short at first, since nothing is heard meanwhile. */
const firstPauseMs = 200;
const longestPauseMs = 30_000;

const stopping = new AbortController();
addEventListener('submit', () => stopping.abort());
addEventListener('pagehide', () => stopping.abort());
// Brought back from the browser's memory, it is as old as it was.
addEventListener('pageshow', (event) => event.persisted && location.reload());

void watch();

async function watch() {
  for (let hasty = 0; !stopping.signal.aborted;) {
    await untilVisible();
    const begunMs = performance.now();
    if (await isOver()) return location.assign('/sign-in?notice=ended');
    // Where too many wait the server answers at once; it is asked again more and more slowly.
    const wasHasty = performance.now() - begunMs < waitSeconds * 500;
    if (wasHasty) await new Promise((resolve) => setTimeout(resolve, Math.min(longestPauseMs, firstPauseMs * 2 ** hasty)));
    hasty = wasHasty ? hasty + 1 : 0;
  }
}

async function isOver() {
  try {
    const headers = { accept: 'application/json' };
    const answer = await fetch(`/auth/session?wait=${waitSeconds}`, { headers, cache: 'no-store', signal: stopping.signal });
    return answer.status === 401 && !stopping.signal.aborted;
  } catch {
    // Nothing is known: that is no end.
    return false;
  }
}

/** @returns {Promise<void>} */
async function untilVisible() {
  while (document.hidden) await new Promise((resolve) => document.addEventListener('visibilitychange', resolve, { once: true }));
}
