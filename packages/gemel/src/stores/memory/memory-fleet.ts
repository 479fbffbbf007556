/** The nodes that share a memory store, and what they have confirmed. */
import type { Seconds } from '@gemel/protocol';
import type { FleetStore, RegisteredNode } from '../../core/ports/fleet-store.ts';
import type { Stamped } from '../../core/ports/stamped.ts';

/** Creates an empty registry on the engine's clock. */
export function createMemoryFleet(now: () => Seconds): FleetStore {
  const nodes = new Map<string, { readonly node: RegisteredNode; readonly until: Seconds }>();
  const confirmations = new Map<string, { readonly ids: Set<string>; readonly until: Seconds }>();
  let bound: Seconds | undefined;
  let settledEpoch: string | undefined;
  const stamp = <T>(value: T): Stamped<T> => ({ value, now: now() });

  function dropPast<Kept extends { readonly until: Seconds }>(all: Map<string, Kept>): void {
    for (const [name, { until }] of all) if (until <= now()) all.delete(name);
  }

  return {
    async register(node, keepFor) {
      bound ??= node.maxStaleness;
      const at = now();
      nodes.set(node.id, { node: { ...node, report: node.report && { ...node.report }, registeredAt: at }, until: at + keepFor });
      return stamp({ maxStaleness: bound, settledEpoch });
    },
    async settle(epoch) {
      settledEpoch = epoch;
    },
    async unregister(id) {
      nodes.delete(id);
    },
    async list() {
      dropPast(nodes);
      return stamp([...nodes.values()].map(({ node }) => ({ ...node })));
    },
    async setMaxStaleness(maxStaleness) {
      bound = maxStaleness;
    },
    async confirm(id, receipts, keepFor) {
      dropPast(confirmations);
      for (const receipt of receipts) {
        const ids = confirmations.get(receipt)?.ids ?? new Set<string>();
        confirmations.set(receipt, { ids: ids.add(id), until: now() + keepFor });
      }
    },
    async confirmedBy(receipt) {
      dropPast(confirmations);
      return [...(confirmations.get(receipt)?.ids ?? [])];
    },
  };
}
