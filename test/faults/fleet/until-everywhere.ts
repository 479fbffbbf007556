/** Waits until every watcher of a fleet judges sessions as it should. */
import { waitUntil } from '@gemel/testbed';
import type { Observer } from './observer.ts';

/** `holds` is asked about what became of the last presentation of each credential: `accepted`, a code, or null before the first. */
export async function untilEverywhere(
  observer: Observer,
  sids: readonly string[],
  holds: (last: string | null, sid: string) => boolean,
): Promise<void> {
  let missing: readonly string[] = [];
  await waitUntil(
    async () => {
      const reports = Object.entries(await observer.reports());
      missing = reports.flatMap(([watcher, report]) =>
        sids.flatMap((sid) =>
          Object.entries(report[sid] ?? {}).flatMap(([credential, { last }]) =>
            holds(last, sid) ? [] : [`${watcher}, ${credential}: ${last}`],
          ),
        ),
      );
      return missing.length === 0;
    },
    { what: 'everybody judges as they should', timeoutMs: 30_000, everyMs: 25 },
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${[...new Set(missing)].slice(0, 6).join('; ')}`);
  });
}

/** Where the signing keys are lost as well, a token is refused for want of its key. */
export function isEnded(last: string | null): boolean {
  return last !== null && /^session_|^token_key_/.test(last);
}
