/** How a node stands by what it said last, for whoever looks at the fleet. */
import type { Seconds } from '@gemel/protocol';
import type { RegisteredNode } from '../ports/fleet-store.ts';
import { RENEWS_AFTER } from './registration.ts';

/**
 * - `fresh`: it had a lease when it said so.
 * - `stale`: its lease had run out: it reached the registry, and not the log.
 * - `starting`: it had read nothing yet.
 * - `silent`: it should have registered again by now. It has ended without a word, stands still, or cannot write to the store.
 * - `untold`: it says nothing of itself, since it is of an earlier version.
 */
export type NodeStanding = 'fresh' | 'stale' | 'starting' | 'silent' | 'untold';

/** Seconds that a registration may take, and a little. */
const patience: Seconds = 2;

/** @param now the engine's, as it came with the list */
export function nodeStanding({ report, registeredAt, maxStaleness }: Omit<RegisteredNode, 'id'>, now: Seconds): NodeStanding {
  if (registeredAt === undefined) return 'untold';
  // It registers before a read, and never waits for news as long as a lease lasts.
  if (now - registeredAt > RENEWS_AFTER + maxStaleness + patience) return 'silent';
  if (report === undefined) return 'untold';
  if (report.lag === undefined) return 'starting';
  return report.leaseLeft > 0 ? 'fresh' : 'stale';
}
