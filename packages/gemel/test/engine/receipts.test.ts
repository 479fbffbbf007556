import { expect, it } from 'vitest';
import { createReaderBook } from '@gemel/verifier';
import { createReceipts, type Receipts } from '../../src/core/fleet/receipts.ts';
import { createManualClock, type ManualClock } from '../../src/testing/manual-clock.ts';
import { createTestRuntime } from '../../src/testing/test-runtime.ts';

/** How a node says what it has applied: again where the store did not hear it, and once where it did. */

interface World {
  readonly clock: ManualClock;
  readonly receipts: Receipts;
  /** What the store was asked to write down. */
  readonly asked: (readonly string[])[];
  readonly faults: unknown[];
  readonly store: { answer: 'yes' | 'fails' | 'never' };
}

function aWorld(): World {
  const clock = createManualClock();
  const asked: World['asked'] = [];
  const faults: unknown[] = [];
  const store: World['store'] = { answer: 'yes' };
  const receipts = createReceipts({
    fleet: {
      async confirm(_id, named) {
        asked.push(named);
        if (store.answer === 'fails') throw new Error('gone');
        if (store.answer === 'never') await new Promise(() => undefined);
      },
    },
    registration: { nodeId: 'own', longestLease: 5 },
    book: createReaderBook(clock, () => 5),
    runtime: createTestRuntime(clock),
    keepFor: 20,
    onFault: (error) => faults.push(error),
    signal: new AbortController().signal,
  });
  return { clock, receipts, asked, faults, store };
}

it('confirms again where the store failed, and no more than twice a second', async () => {
  const { clock, receipts, asked, faults, store } = aWorld();
  store.answer = 'fails';
  receipts.note(['r']);
  await clock.advance(2);
  expect(faults.length).toBeGreaterThan(1);
  expect(faults.length).toBeLessThan(6);
  store.answer = 'yes';
  await clock.advance(1);
  const count = asked.length;
  await clock.advance(20);
  expect(asked.length).toBe(count);
  receipts.note(['r']);
  await clock.settle();
  expect(asked.length).toBe(count); // a snapshot brings it again
});

it('does not wait for ever for a store that does not answer, and gives up when nobody can be waiting any more', async () => {
  const { clock, receipts, asked, store } = aWorld();
  store.answer = 'never';
  receipts.note(['r']);
  await clock.advance(5.2);
  store.answer = 'yes';
  receipts.note(['q']);
  await clock.advance(1);
  expect(asked.at(-1)).toEqual(['r', 'q']);
  store.answer = 'fails';
  receipts.note(['s']);
  await clock.advance(20);
  const count = asked.length;
  await clock.advance(20);
  expect(asked.length).toBe(count);
});
