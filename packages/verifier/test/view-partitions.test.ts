/** A log in partitions: one that is silent costs its own sessions their trust, and the keys' partition costs all of them theirs. */
import { partitionOf, sidInPartition } from '@gemel/protocol';
import { expect, test } from 'vitest';
import { aSid } from './support/pages.ts';
import { aStage } from './support/view-stage.ts';

const partitions = 4;
const inPartition = (partition: number): string => sidInPartition(aSid(7), partition, partitions);

test('trusts what every partition confirmed, and nothing of one that was silent', () => {
  const { view, clock, hear, isFresh } = aStage();
  const isFreshFor = (partition: number): boolean => view.isFreshAt(clock.monotonicMs(), inPartition(partition));
  hear({ partitions });
  expect(isFresh()).toBe(true);
  clock.advance(3000);
  hear({ partitions, silent: [2] });
  expect([0, 1, 2, 3].map(isFreshFor)).toEqual([true, true, true, true]);
  clock.advance(3000);
  hear({ partitions, silent: [2] });
  expect([0, 1, 2, 3].map(isFreshFor)).toEqual([true, true, false, true]);
  expect(isFresh()).toBe(false);
  expect(view.status()).toMatchObject({ isFresh: false, leaseLeftMs: 0, partitions: { total: 4, fresh: 3 } });
  hear({ partitions });
  expect([0, 1, 2, 3].map(isFreshFor)).toEqual([true, true, true, true]);
});

test("trusts nothing without the keys' partition: a retired key may have signed any of it", () => {
  const { view, clock, hear } = aStage();
  hear({ partitions });
  clock.advance(3000);
  hear({ partitions, silent: [0] });
  clock.advance(3000);
  hear({ partitions, silent: [0] });
  expect([0, 1, 2, 3].map((partition) => view.isFreshAt(clock.monotonicMs(), inPartition(partition)))).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('confirms nothing of a partition that one of several pages left out', () => {
  const { view, clock, hear } = aStage();
  hear({ partitions, hasMore: true, silent: [1] });
  hear({ partitions });
  expect([0, 1, 2, 3].map((partition) => view.isFreshAt(clock.monotonicMs(), inPartition(partition)))).toEqual([true, false, true, true]);
});

test('begins anew where the number of partitions is another', () => {
  const { view, clock, hear, isFresh } = aStage();
  hear({ partitions });
  hear({ partitions: 2, silent: [1] });
  expect(isFresh()).toBe(false);
  expect(view.isFreshAt(clock.monotonicMs(), sidInPartition(aSid(7), 1, 2))).toBe(false);
});

test('finds a session in the partition that its sid was made for, whatever the random text', () => {
  for (let count = 1; count <= 64; count++) {
    for (let partition = 0; partition < count; partition++) {
      const sid = sidInPartition(aSid(partition * 977), partition, count);
      expect(partitionOf(sid, count)).toBe(partition);
      expect(sid.slice(1)).toBe(aSid(partition * 977).slice(1));
    }
  }
});
