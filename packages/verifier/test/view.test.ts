/** The view: what pages do to floors, keys, lease, epoch and engine time. */
import { NEVER, type Revocation } from '@gemel/protocol';
import { createView, type Sending, type View } from '@gemel/verifier';
import { describe, expect, test, vi } from 'vitest';
import { createManualClock, type ManualClock, startSeconds } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid, retention } from './support/pages.ts';

interface Stage {
  readonly clock: ManualClock;
  readonly view: View;
  /** Applies a page whose request was sent `sentMsAgo`. */
  hear(page?: Parameters<typeof aPage>[0], sentMsAgo?: number): string;
  isFresh(): boolean;
  leftMs(): number;
}

function aStage(maxStaleness = 5): Stage {
  const clock = createManualClock();
  const view = createView({ clock, maxStaleness });
  const sentAgo = (ms: number): Sending => ({ monotonicMs: clock.monotonicMs() - ms, wallMs: clock.wallMs() - ms });
  return {
    clock,
    view,
    hear: (page = {}, sentMsAgo = 0) => view.apply(aPage({ now: clock.wallMs() / 1000, ...page }), sentAgo(sentMsAgo)),
    isFresh: () => view.isFreshAt(clock.monotonicMs()),
    leftMs: () => view.status().leaseLeftMs,
  };
}

describe('the lease of a view', () => {
  test('does not stand before the first page', () => {
    const { view, isFresh } = aStage();
    expect(isFresh()).toBe(false);
    expect(view.status()).toEqual({ isFresh: false, leaseLeftMs: 0, entries: 0, epoch: undefined });
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

describe('the floors of a view', () => {
  test('are 0 where nothing was heard', () => {
    expect(aStage().view.floorOf(aSid(1))).toBe(0);
  });

  test.each([
    ['rise with an entry', [3], 3],
    ['rise with a higher entry', [3, 4], 4],
    ['are not lowered by a later, lower entry', [4, 3], 4],
    ['stay at the end of a session', [NEVER, 7], NEVER],
  ] as const)('%s', (_title, generations, floor) => {
    const { view, hear } = aStage();
    hear({ entries: generations.map((generation) => aRevocation({ generation })) });
    expect(view.floorOf(aSid(1))).toBe(floor);
    expect(view.status().entries).toBe(1);
  });

  test('F10 are merged with a snapshot, which lowers none and forgets none', () => {
    const { view, hear } = aStage();
    hear({ entries: [aRevocation(), aRevocation({ sid: aSid(2), generation: 5 })] });
    hear({ isSnapshot: true, entries: [aRevocation({ sid: aSid(2), generation: 4 }), aRevocation({ sid: aSid(3), generation: 2 })] });
    expect([1, 2, 3].map((number) => view.floorOf(aSid(number)))).toEqual([NEVER, 5, 2]);
  });

  test("rise with this node's own commits, which renew no lease", () => {
    const { view, isFresh } = aStage();
    view.raise([aRevocation(), { kind: 'key', kid: 'k' }]);
    expect(view.floorOf(aSid(1))).toBe(NEVER);
    expect(view.isRetired('k')).toBe(true);
    expect(isFresh()).toBe(false);
  });

  test('are listed with the time that they are kept until, the later one winning', () => {
    const { view } = aStage();
    view.raise([
      aRevocation({ generation: 2, until: 90 }),
      aRevocation({ generation: 3, until: 70 }),
      aRevocation({ sid: aSid(2), until: 80 }),
    ]);
    expect(view.liveFloors()).toEqual([aRevocation({ generation: 3, until: 90 }), aRevocation({ sid: aSid(2), until: 80 })]);
  });
});

describe('a floor is kept', () => {
  const live = (stage: Stage): number => {
    for (let step = 0; step < 10; step++) {
      stage.clock.advance(100);
      stage.hear();
    }
    return stage.view.liveFloors().length;
  };

  test.each([
    ['while its time has not come by the engine', { until: startSeconds + 1000 }, 400, 1],
    ['until its retention has passed here as well, whatever the engine says', { until: startSeconds - 1000 }, retention - 2, 1],
    ['no longer than both', { until: startSeconds + retention }, retention + 1, 0],
  ] as const)('%s', (_title, entry, afterSeconds, kept) => {
    const stage = aStage();
    stage.hear({ entries: [aRevocation(entry)] });
    stage.clock.advance(afterSeconds * 1000);
    expect(live(stage)).toBe(kept);
  });

  test('while the monotonic clock says so, although the wall clocks of engine and node step ahead', () => {
    const stage = aStage();
    stage.hear({ entries: [aRevocation()] });
    stage.clock.stepWall(3_600_000);
    expect(live(stage)).toBe(1);
  });

  test('for its retention from the moment that it rose again', () => {
    const stage = aStage();
    stage.hear({ entries: [aRevocation({ generation: 2 })] });
    stage.clock.advance(300_000);
    stage.hear({ entries: [aRevocation({ generation: 3 })] });
    stage.clock.advance(20_000);
    expect(live(stage)).toBe(1);
    stage.clock.advance(300_000);
    expect(live(stage)).toBe(0);
  });

  test('no longer because it was heard again unchanged', () => {
    const stage = aStage();
    stage.hear({ entries: [aRevocation()] });
    stage.clock.advance(300_000);
    stage.hear({ entries: [aRevocation()], isSnapshot: true });
    stage.clock.advance(20_000);
    expect(live(stage)).toBe(0);
  });

  test('for the longest retention that the log has had', () => {
    const stage = aStage();
    stage.hear({ retention: 1000, entries: [aRevocation()] });
    stage.clock.advance(400_000);
    expect(live(stage)).toBe(1);
    stage.clock.advance(600_000);
    expect(live(stage)).toBe(0);
  });

  test('if it is a retirement of a key, for ever', () => {
    const stage = aStage();
    stage.hear({ entries: [{ kind: 'key', kid: 'k' }] });
    stage.clock.advance(10 * 365 * 86_400_000);
    live(stage);
    expect(stage.view.isRetired('k')).toBe(true);
    expect(stage.view.isRetired('K')).toBe(false);
  });

  test('in places that are used again, thousands of times over', () => {
    const stage = aStage();
    for (let round = 0; round < 4; round++) {
      const entries = Array.from({ length: 3000 }, (_, index) =>
        aRevocation({ sid: aSid(round * 3000 + index), generation: index + 1, until: stage.clock.wallMs() / 1000 }),
      );
      stage.hear({ entries });
      expect(stage.view.floorOf(aSid(round * 3000 + 2999))).toBe(3000);
      expect(stage.view.floorOf(aSid(round * 3000))).toBe(1);
      stage.clock.advance(retention * 1000 + 1);
      for (let step = 0; step < 130; step++) {
        stage.clock.advance(100);
        stage.hear();
      }
      expect(stage.view.status().entries).toBe(0);
    }
  });

  test('while few others are looked at, so that no page waits for all of them', () => {
    const stage = aStage();
    stage.hear({ entries: Array.from({ length: 6400 }, (_, index) => aRevocation({ sid: aSid(index) })) });
    stage.clock.advance((retention + 1) * 1000);
    stage.hear();
    const { entries } = stage.view.status();
    stage.hear();
    expect(entries).toBe(6400 - 132);
    expect(stage.view.status().entries).toBe(entries);
  });
});

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

describe('a listener of a view', () => {
  test('hears each entry once, when it raises a floor or retires a key', () => {
    const { view, hear } = aStage();
    const heard: Revocation[] = [];
    const stop = view.onEntry((entry) => heard.push(entry));
    const entries: Revocation[] = [aRevocation({ generation: 2 }), { kind: 'key', kid: 'k' }, aRevocation({ generation: 1 })];
    view.raise([aRevocation({ generation: 2 })]);
    hear({ entries });
    hear({ entries, isSnapshot: true });
    hear({ entries: [aRevocation({ generation: 2, until: startSeconds + 9999 })] });
    expect(heard).toEqual([aRevocation({ generation: 2 }), { kind: 'key', kid: 'k' }]);
    stop();
    hear({ entries: [aRevocation()] });
    expect(heard).toHaveLength(2);
  });

  test('finds the floor raised already', () => {
    const { view, hear } = aStage();
    const floors: number[] = [];
    view.onEntry(() => floors.push(view.floorOf(aSid(1))));
    hear({ entries: [aRevocation()] });
    expect(floors).toEqual([NEVER]);
  });

  test('that throws keeps neither the view nor the others from going on, and is reported', () => {
    const clock = createManualClock();
    const onFault = vi.fn();
    const view = createView({ clock, maxStaleness: 5, onFault });
    const other = vi.fn();
    view.onEntry(() => {
      throw new Error('listener');
    });
    view.onEntry(other);
    expect(view.apply(aPage({ entries: [aRevocation()] }), { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() })).toBe('applied');
    expect(other).toHaveBeenCalledOnce();
    expect(onFault).toHaveBeenCalledWith(new Error('listener'));
    expect(view.isFreshAt(clock.monotonicMs())).toBe(true);
  });

  test('that throws does no harm where nobody listens for faults', () => {
    const { view, hear, isFresh } = aStage();
    view.onEntry(() => {
      throw new Error('listener');
    });
    hear({ entries: [aRevocation()] });
    expect(isFresh()).toBe(true);
  });
});
