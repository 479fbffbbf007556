/** The memory store against the contract. */
import { createMemoryStore } from 'gemel/stores/memory';
import { storeContract } from 'gemel/testing';
import { describe, expect, test } from 'vitest';

describe('the memory store', () => {
  for (const { name, run } of storeContract) {
    test(name, async () => {
      const store = createMemoryStore();
      await expect(run({ store, other: store })).resolves.toBeUndefined();
    });
  }

  test('keeps the time of its engine, which a caller may give', async () => {
    let now = 1000;
    const store = createMemoryStore({ now: () => now });
    expect((await store.find('unknown')).now).toBe(1000);
    now = 1007.5;
    expect((await store.readLog(undefined)).now).toBe(1007.5);
  });

  test('names each incarnation by an epoch of its own', async () => {
    const epochs = await Promise.all([1, 2].map(async () => (await createMemoryStore().readLog(undefined)).value.epoch));
    expect(epochs[0]).not.toBe(epochs[1]);
  });
});
