/** Moves a slot of a Redis Cluster with its keys, and lets a test look at the moments in between. */
import type { RedisInstance } from './start-redis.ts';

export interface SlotMove {
  /** Called while the slot is open at both ends, before the first key has moved and after each: the time of ASK and TRYAGAIN. */
  readonly midway?: (movedKeys: number) => Promise<void>;
}

interface Migration {
  readonly slot: number;
  readonly from: RedisInstance & { readonly id: string };
  readonly to: RedisInstance & { readonly id: string };
  /** All nodes, so that each learns of it at once. */
  readonly nodes: readonly RedisInstance[];
}

const patienceMs = 5000;

export async function migrateSlot({ slot, from, to, nodes }: Migration, { midway }: SlotMove = {}): Promise<void> {
  if (from.id === to.id) return;
  await to.ask('CLUSTER', 'SETSLOT', slot, 'IMPORTING', from.id);
  await from.ask('CLUSTER', 'SETSLOT', slot, 'MIGRATING', to.id);
  let moved = 0;
  await midway?.(moved);
  for (let key = await firstKey(from, slot); key !== undefined; key = await firstKey(from, slot)) {
    await from.ask('MIGRATE', '127.0.0.1', to.port, key, 0, patienceMs);
    moved += 1;
    await midway?.(moved);
  }
  // The new owner first, so that the slot is never without one.
  for (const node of [to, from, ...nodes]) await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', to.id).catch(() => undefined);
}

async function firstKey(node: RedisInstance, slot: number): Promise<string | undefined> {
  const keys = await node.ask('CLUSTER', 'GETKEYSINSLOT', slot, 1);
  return Array.isArray(keys) && keys.length > 0 ? String(keys[0]) : undefined;
}
