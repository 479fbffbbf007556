/** Begins sessions that every watcher of a fleet is presented with. */
import type { Observer } from './observer.ts';
import { signIn } from './session-calls.ts';
import type { Fleet } from './start-fleet.ts';
import { untilEverywhere } from './until-everywhere.ts';
import type { WatchedSession } from './watched-session.ts';

/** Resolves when each has been accepted by each. */
export async function signInEverywhere(
  fleet: Fleet,
  observer: Observer,
  subject: string,
  count: number,
): Promise<readonly WatchedSession[]> {
  const sessions = await signIn(fleet, subject, count);
  await observer.watch(sessions);
  await untilEverywhere(
    observer,
    sessions.map(({ sid }) => sid),
    (last) => last === 'accepted',
  );
  return sessions;
}
