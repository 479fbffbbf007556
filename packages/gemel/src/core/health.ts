/** How this node's part of Gemel is: its store, its feed, its keys, its place in the fleet. */
import type { Seconds } from '@gemel/protocol';
import type { View } from '@gemel/verifier';
import type { Fleet } from './fleet/fleet.ts';
import type { Gemel } from './gemel.ts';
import type { SessionStore } from './ports/session-store.ts';
import type { KeyRing } from './tokens/key-ring.ts';

export interface HealthParts {
  readonly store: Pick<SessionStore, 'readLog'>;
  readonly view: View;
  readonly keyRing: Pick<KeyRing, 'status'>;
  readonly fleet: Pick<Fleet, 'nodeId' | 'readers'>;
  readonly engineTime: () => Seconds;
}

/** Returns `Gemel.health`, which asks the store each time. */
export function createHealth({ store, view, keyRing, fleet, engineTime }: HealthParts): Gemel['health'] {
  return async () => ({
    store: await store.readLog(view.cursor).then(
      () => 'ok' as const,
      () => 'failing' as const,
    ),
    feed: view.status(),
    keys: keyRing.status(engineTime()),
    fleet: { nodeId: fleet.nodeId, readers: fleet.readers(), maxStaleness: view.maxStaleness },
  });
}
