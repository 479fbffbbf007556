/** What a view does when the log is not the one it knew, or may have moved on without it. */
import { describe, expect, test } from 'vitest';
import { startSeconds, type ManualClock } from './support/manual-clock.ts';
import { aRevocation, aSid, retention } from './support/pages.ts';
import { aStage, type Stage } from './support/view-stage.ts';

describe('a new epoch', () => {
  function aPromotion(): Stage {
    const stage = aStage();
    stage.hear({ entries: [aRevocation()] });
    stage.clock.advance(1000);
    expect(stage.hear({ epoch: 'second', cursor: 'c2', entries: [aRevocation({ sid: aSid(2) })] })).toBe('new_epoch');
    return stage;
  }

  test('is not the first one that a node sees', () => {
    const { view, clock, hear, isFresh } = aStage();
    expect(hear({ epoch: 'any' })).toBe('applied');
    expect(isFresh()).toBe(true);
    expect(view.isPausedAt(clock.monotonicMs())).toBe(false);
    expect(view.status().epoch).toBe('any');
  });

  test('F13 is not trusted by a node that sees its first one while the page says that it is young', () => {
    const { view, clock, hear, isFresh } = aStage();
    expect(hear({ settlesIn: 2 })).toBe('applied');
    expect(isFresh()).toBe(false);
    expect(view.isPausedAt(clock.monotonicMs())).toBe(true);
    clock.advance(1500);
    hear({ settlesIn: 0.5 });
    clock.advance(499);
    hear({ settlesIn: 0.001 });
    expect(isFresh()).toBe(false);
    clock.advance(1);
    hear({});
    expect(view.isPausedAt(clock.monotonicMs())).toBe(false);
    expect(isFresh()).toBe(true);
  });

  test('is trusted at once where the page says that nothing is left to wait for', () => {
    const { view, hear, isFresh } = aStage();
    hear({ settlesIn: 0 });
    expect(isFresh()).toBe(true);
    expect(view.settledAt).toBe(Number.NEGATIVE_INFINITY);
  });

  test('F13 ends the lease, raises the era, and asks for a snapshot', () => {
    const { view, isFresh } = aPromotion();
    expect(isFresh()).toBe(false);
    expect(view.era).toBe(1);
    expect(view.cursor).toBeUndefined();
    expect(view.status().epoch).toBe('second');
  });

  test('F13 keeps the floors, and those of its own first page', () => {
    const { view } = aPromotion();
    expect(view.liveFloors()).toEqual([aRevocation(), aRevocation({ sid: aSid(2) })]);
  });

  test('F13 grants no lease to a read that was sent before maxStaleness has passed since it was seen', () => {
    const { view, clock, hear, isFresh } = aPromotion();
    hear({ epoch: 'second', isSnapshot: true });
    expect(isFresh()).toBe(false);
    clock.advance(4999);
    hear({ epoch: 'second' });
    expect(isFresh()).toBe(false);
    expect(view.isPausedAt(clock.monotonicMs())).toBe(true);
    clock.advance(1);
    expect(view.isPausedAt(clock.monotonicMs())).toBe(false);
    hear({ epoch: 'second' }, 1);
    expect(isFresh()).toBe(false);
    hear({ epoch: 'second' });
    expect(isFresh()).toBe(true);
  });

  test("F13 is waited out for the fleet's bound where that is longer", () => {
    const { clock, hear, isFresh } = aStage(1);
    hear();
    hear({ epoch: 'second' });
    clock.advance(1000);
    hear({ epoch: 'second' });
    expect(isFresh()).toBe(false);
    clock.advance(4000);
    hear({ epoch: 'second' });
    expect(isFresh()).toBe(true);
  });

  test("F13 is waited out for the node's own bound where that is longer", () => {
    const { clock, hear, isFresh } = aStage(9);
    hear();
    hear({ epoch: 'second' });
    clock.advance(5000);
    hear({ epoch: 'second' });
    expect(isFresh()).toBe(false);
  });

  test('F13 begins the pause again when yet another epoch comes, be it the old one', () => {
    const { clock, hear, isFresh } = aPromotion();
    clock.advance(4000);
    expect(hear({ epoch: 'first' })).toBe('new_epoch');
    clock.advance(1000);
    hear({ epoch: 'first' });
    expect(isFresh()).toBe(false);
    clock.advance(4000);
    hear({ epoch: 'first' });
    expect(isFresh()).toBe(true);
  });

  test('F13 forgets an answer that was half read', () => {
    const { clock, hear, leftMs } = aStage();
    hear({ hasMore: true, age: 3 });
    hear({ epoch: 'second', hasMore: true });
    clock.advance(5000);
    hear({ epoch: 'second', isSnapshot: true });
    expect(leftMs()).toBe(5000);
  });
});

describe('the era of a view', () => {
  test('stays while pages follow one another', () => {
    const { view, hear } = aStage();
    hear();
    hear({ entries: [aRevocation()] });
    expect(view.era).toBe(0);
  });

  test('rises with a snapshot', () => {
    const { view, hear } = aStage();
    hear({ isSnapshot: true });
    hear({ isSnapshot: true });
    expect(view.era).toBe(2);
  });

  test('rises with the first page after an absence that the log may not cover', () => {
    const { view, clock, hear } = aStage();
    hear();
    clock.advance(retention * 1000);
    hear();
    expect(view.era).toBe(1);
  });
});

describe('the cursor of a view', () => {
  test.each([
    ['is where the last page ended', (_: ManualClock): void => undefined, 'c1'],
    ['is kept over an absence that the log surely covers', (clock: ManualClock): void => clock.advance(279_000), 'c1'],
    ['asks for a snapshot after an absence near the retention', (clock: ManualClock): void => clock.advance(279_001), undefined],
    [
      'asks for a snapshot after a sleep with a monotonic clock that stood still',
      (clock: ManualClock): void => clock.suspend(279_001),
      undefined,
    ],
  ] as const)('F10 %s', (_title, happen, cursor) => {
    const { view, clock, hear } = aStage();
    hear();
    happen(clock);
    expect(view.cursor).toBe(cursor);
  });

  test('leaves half of a short retention as a margin at most', () => {
    const { view, clock, hear } = aStage();
    hear({ retention: 8 });
    clock.advance(4000);
    expect(view.cursor).toBe('c1');
    clock.advance(1);
    expect(view.cursor).toBeUndefined();
  });

  test('leaves maxStaleness as a margin at least', () => {
    const { view, clock, hear } = aStage();
    hear({ retention: 20 });
    clock.advance(15_000);
    expect(view.cursor).toBe('c1');
    clock.advance(1);
    expect(view.cursor).toBeUndefined();
  });
});

describe('engine time', () => {
  test('is the wall clock before the first page', () => {
    const { view, clock } = aStage();
    expect(view.engineTimeAt(clock.monotonicMs())).toBe(startSeconds);
    expect(view.tokenHorizon).toBe(Number.POSITIVE_INFINITY);
  });

  test("is the page's time and what has passed monotonically since the sending", () => {
    const { view, clock, hear } = aStage();
    hear({ now: 5_000_000 }, 250);
    clock.stepWall(3_600_000);
    clock.advance(750);
    expect(view.engineTimeAt(clock.monotonicMs())).toBe(5_000_001);
  });

  test('tells how long the log remembers a token', () => {
    const { view, hear } = aStage();
    hear({ retention: 310 });
    expect(view.tokenHorizon).toBe(305);
    hear({ retention: 310, maxStaleness: 2 });
    expect(view.tokenHorizon).toBe(308);
  });
});
