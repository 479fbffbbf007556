/** Leads a fleet, or some of it, to another server, as a failover does: connections to the old one break, new ones lead to the new one. */
import type { Target } from '@gemel/testbed';
import type { Fleet, Watcher } from './start-fleet.ts';

export function moveFleet(fleet: Fleet, to: Target, members: readonly Watcher[] = [fleet.writer, ...fleet.nodes]): void {
  for (const { network } of members) {
    network?.setTarget(to);
    network?.cut();
  }
}
