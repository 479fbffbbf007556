/** The state for React, and for what speaks like it: its own `useSyncExternalStore` is handed in, so that nothing of it is imported here. */
import type { GemelClient } from './create-client.ts';
import type { SessionState } from './session-state.ts';

/** As `useSyncExternalStore` of React 18 and later, and of `preact/compat`. */
export type UseSyncExternalStore = <Snapshot>(
  subscribe: (onChange: () => void) => () => void,
  getSnapshot: () => Snapshot,
  getServerSnapshot?: () => Snapshot,
) => Snapshot;

const unknown: SessionState = { status: 'unknown' };

/** Returns a hook that gives the session's state and renders again when it changes; on a server, where nobody is known, `unknown`. */
export function createUseSession(
  client: Pick<GemelClient, 'get' | 'subscribe'>,
  useSyncExternalStore: UseSyncExternalStore,
): () => SessionState {
  return () => useSyncExternalStore(client.subscribe, client.get, () => unknown);
}
