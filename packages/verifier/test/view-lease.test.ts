/** The lease of a view: which pages grant it, and for how long. */
import { describe, expect, test } from 'vitest';
import { aPage } from './support/pages.ts';
import { aStage } from './support/view-stage.ts';

describe('the lease of a view', () => {
  test('does not stand before the first page', () => {
    const { view, isFresh } = aStage();
    expect(isFresh()).toBe(false);
    expect(view.status()).toEqual({ isFresh: false, leaseLeftMs: 0, entries: 0, epoch: undefined, partitions: { total: 1, fresh: 0 } });
    expect(view.cursor).toBeUndefined();
  });

  test.each([
    ['counts from the sending of the read', aPage(), 0, 5000],
    ['F10 counts from the sending, although the answer lay in a buffer', aPage(), 4000, 1000],
    ['F10 is not granted by an answer that comes after all of it', aPage(), 5000, 0],
    ["is shorter by the page's age", aPage({ age: 1.5 }), 0, 3500],
    ['is shorter by age and way', aPage({ age: 1.5 }), 1000, 2500],
    ['is not granted by a page as old as the bound', aPage({ age: 5 }), 0, 0],
    ["is no longer than the fleet's bound", aPage({ maxStaleness: 2 }), 0, 2000],
    ["is no longer than the node's own bound", aPage({ maxStaleness: 60 }), 0, 5000],
    ['is not granted by a page after which more follows', aPage({ hasMore: true }), 0, 0],
    ['is granted by a snapshot', aPage({ isSnapshot: true }), 0, 5000],
  ] as const)('%s', (_title, page, sentMsAgo, leftMs) => {
    const stage = aStage();
    expect(stage.hear(page, sentMsAgo)).toBe('applied');
    expect(stage.leftMs()).toBe(leftMs);
    expect(stage.isFresh()).toBe(leftMs > 0);
    expect(stage.view.status()).toMatchObject({ isFresh: leftMs > 0, epoch: 'first' });
  });

  test('of several pages counts from the sending of the first, once the last has come', () => {
    const { hear, clock, leftMs } = aStage();
    hear({ hasMore: true, isSnapshot: true });
    clock.advance(1000);
    hear({ hasMore: true, isSnapshot: true });
    clock.advance(1000);
    expect(leftMs()).toBe(0);
    hear({ isSnapshot: true });
    expect(leftMs()).toBe(3000);
    hear();
    expect(leftMs()).toBe(5000);
  });

  test('of several pages is shorter by the age of the oldest', () => {
    const { hear, leftMs } = aStage();
    hear({ hasMore: true, age: 2 });
    hear({ age: 1 });
    expect(leftMs()).toBe(3000);
  });

  test('stands on while a longer answer is read, until it runs out by itself', () => {
    const { hear, clock, leftMs } = aStage();
    hear();
    clock.advance(1000);
    hear({ hasMore: true });
    expect(leftMs()).toBe(4000);
  });

  test('F12 ends for a wall clock behind the sending, and comes back with the next read', () => {
    const { hear, clock, isFresh } = aStage();
    hear();
    clock.stepWall(-3_600_000);
    expect(isFresh()).toBe(false);
    hear();
    expect(isFresh()).toBe(true);
  });

  test("tells the bound in force, the fleet's where it is shorter", () => {
    const { view, hear } = aStage();
    expect(view.maxStaleness).toBe(5);
    hear({ maxStaleness: 2 });
    expect(view.maxStaleness).toBe(2);
    hear({ maxStaleness: 60 });
    expect(view.maxStaleness).toBe(5);
  });
});
