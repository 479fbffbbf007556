import { describe, expect, test } from 'vitest';
import type { KeyRing } from '../../src/core/tokens/key-ring.ts';
import type { KeyStore } from '../../src/core/ports/key-store.ts';
import { createRingWorld, keyLifetime, storeWith } from './ring-world.ts';

/** Thrown where the process would have died; nothing that the node does after it reaches the store. */
class Crash extends Error {}

/** Lets `count` writes pass and dies at the next one, before it or after it is written. */
function crashingStore(keys: KeyStore, count: number, isWritten: boolean): { readonly keys: KeyStore; hasCrashed(): boolean } {
  let left = count;
  let hasCrashed = false;
  const write = async <T>(step: () => Promise<T>): Promise<T> => {
    if (hasCrashed) throw new Crash();
    if (left-- > 0) return step();
    hasCrashed = true;
    if (isWritten) await step();
    throw new Crash();
  };
  const crashing = storeWith(keys, {
    insert: (key) => write(() => keys.insert(key)),
    activate: (kid, activeFrom) => write(() => keys.activate(kid, activeFrom)),
    reseal: (kid, sealedKey, name) => write(() => keys.reseal(kid, sealedKey, name)),
    remove: (kid) => write(() => keys.remove(kid)),
    retire: (kid) => write(() => keys.retire(kid)),
  });
  return { keys: crashing, hasCrashed: () => hasCrashed };
}

const operations: readonly (readonly [string, (ring: KeyRing, kid: string) => Promise<unknown>])[] = [
  ['a first start', async () => undefined],
  ['rotate', (ring) => ring.rotate()],
  ['retire the key that signs', (ring, kid) => ring.retire(kid)],
  ['maintain', (ring) => ring.maintain()],
];

describe('F05: a crash at any write', () => {
  const cases = operations.flatMap(([name, run]) =>
    [true, false].map((isWritten) => [name, isWritten ? 'after' : 'before', run, isWritten] as const),
  );

  test.each(cases)('of %s, %s it is written, leaves a line that the next start repairs', async (name, _when, run, isWritten) => {
    let isDone = false;
    for (let step = 0; !isDone; step++) {
      const world = createRingWorld();
      const other = name === 'a first start' ? undefined : await world.openRing();
      const kid = other?.signingKey(world.now()).kid ?? '';
      const signed = other?.signingKey(world.now()).sign('text') ?? '';
      if (name === 'maintain') await world.clock.advance(keyLifetime);

      const crashing = crashingStore(world.keys, step, isWritten);
      await world.openRing({ keys: crashing.keys }).then(
        (ring) => run(ring, kid).catch((error: unknown) => expect(error).toBeInstanceOf(Crash)),
        (error: unknown) => expect(error).toBeInstanceOf(Crash),
      );
      isDone = !crashing.hasCrashed();
      expect(step).toBeLessThan(10);

      const repaired = await world.openRing();
      const signer = repaired.signingKey(world.now());
      expect(repaired.find(signer.kid)?.holds('text', signer.sign('text'))).toBe(true);
      const line = await world.stored();
      expect(line.filter((key) => key.activeFrom > world.now())).toHaveLength(1);
      expect(new Set(line.map((key) => key.slot)).size).toBe(line.length);
      if (other === undefined) continue;
      if (line.some((key) => key.kid === kid)) expect(repaired.find(kid)?.holds('text', signed)).toBe(true);
      if (isDone && name === 'retire the key that signs') expect(line.map((key) => key.kid)).not.toContain(kid);
      // The node that lived on understands the repaired one, and is understood.
      if (other.find(signer.kid) === undefined) await other.refresh(signer.kid);
      expect(other.find(signer.kid)?.holds('text', signer.sign('text'))).toBe(true);
    }
  });
});
