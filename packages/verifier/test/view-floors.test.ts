/** The floors of a view: how they rise, how long they are kept, and who hears of them. */
import { NEVER, type Revocation } from '@gemel/protocol';
import { createView } from '@gemel/verifier';
import { describe, expect, test, vi } from 'vitest';
import { createManualClock, startSeconds } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid, retention } from './support/pages.ts';
import { aStage, type Stage } from './support/view-stage.ts';

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

  test('are not lowered by a lower entry that is kept for longer, and are kept for that long', () => {
    const { view } = aStage();
    view.raise([aRevocation({ generation: 4, until: 70 }), aRevocation({ generation: 3, until: 90 })]);
    expect(view.liveFloors()).toEqual([aRevocation({ generation: 4, until: 90 })]);
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

  test('hears a floor rise again, and a key retired, at once', () => {
    const { view } = aStage();
    const heard: Revocation[] = [];
    view.onEntry((entry) => heard.push(entry));
    view.raise([aRevocation({ generation: 2 }), aRevocation({ generation: 3 }), { kind: 'key', kid: 'k' }]);
    expect(heard).toEqual([aRevocation({ generation: 2 }), aRevocation({ generation: 3 }), { kind: 'key', kid: 'k' }]);
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
