/** Following a feed through everything that can happen to it, with time as a value. */
import { GemelError, type SessionRevocation } from '@gemel/protocol';
import { createView, type FeedFollower, followFeed, type FollowFeedParts, type View } from '@gemel/verifier';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { createManualClock, type ManualClock } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid, retention } from './support/pages.ts';
import { createScriptedFeed, type ScriptedFeed, settle } from './support/scripted-feed.ts';

interface Stage {
  readonly clock: ManualClock;
  readonly view: View;
  readonly feed: ScriptedFeed;
  readonly follower: FeedFollower;
  readonly faults: unknown[];
  isFresh(): boolean;
}

const stages: Stage[] = [];

function aStage(parts: Partial<FollowFeedParts> = {}): Stage {
  const clock = createManualClock();
  const view = createView({ clock, maxStaleness: 5 });
  const feed = createScriptedFeed();
  const faults: unknown[] = [];
  const follower = followFeed({ feed, view, clock, sleep: clock.sleep, onFault: (error) => faults.push(error), ...parts });
  const stage = { clock, view, feed, follower, faults, isFresh: () => view.isFreshAt(clock.monotonicMs()) };
  stages.push(stage);
  return stage;
}

afterEach(async () => {
  await Promise.all(stages.splice(0).map(({ follower }) => follower.stop()));
});

describe('a follower of the feed', () => {
  test('begins with a snapshot that it does not wait for', async () => {
    const { feed } = aStage();
    expect(await feed.nextRead()).toMatchObject({ after: undefined, waitMs: 0 });
  });

  test('says when the view has been complete once', async () => {
    const { feed, follower } = aStage();
    const complete = vi.fn();
    void follower.firstPage.then(complete);
    (await feed.nextRead()).answer(aPage({ hasMore: true, isSnapshot: true }));
    const second = await feed.nextRead();
    await settle();
    expect(complete).not.toHaveBeenCalled();
    second.answer(aPage({ isSnapshot: true }));
    await feed.nextRead();
    expect(complete).toHaveBeenCalledOnce();
  });

  test('reads on at once where more follows, from where the page ended', async () => {
    const { feed } = aStage();
    (await feed.nextRead()).answer(aPage({ hasMore: true, cursor: 'half' }));
    expect(await feed.nextRead()).toMatchObject({ after: 'half', waitMs: 0 });
  });

  test("then waits for news, a fifth of the bound at most, since a lease counts from the read's sending", async () => {
    const { feed } = aStage();
    (await feed.nextRead()).answer(aPage());
    expect(await feed.nextRead()).toMatchObject({ after: 'c1', waitMs: 1000 });
  });

  test("waits a fifth of the fleet's bound where that is shorter", async () => {
    const { feed } = aStage();
    (await feed.nextRead()).answer(aPage({ maxStaleness: 1 }));
    expect(await feed.nextRead()).toMatchObject({ waitMs: 200 });
  });

  test('takes the time at which it sends, not at which it is answered', async () => {
    const { feed, clock, view } = aStage();
    const read = await feed.nextRead();
    clock.advance(3000);
    read.answer(aPage());
    await feed.nextRead();
    expect(view.status().leaseLeftMs).toBe(2000);
  });

  test('applies what it reads', async () => {
    const { feed, view } = aStage();
    (await feed.nextRead()).answer(aPage());
    (await feed.nextRead()).answer(aPage({ entries: [aRevocation()] }));
    await feed.nextRead();
    expect(view.status().entries).toBe(1);
  });

  test('F10 gives up a read that takes longer than the bound, tells it to stop, and reads again', async () => {
    const { feed, clock, faults, isFresh } = aStage();
    const lost = await feed.nextRead();
    clock.advance(4999);
    await settle();
    expect(lost.signal?.aborted).toBe(false);
    clock.advance(1);
    await settle();
    expect(lost.signal?.aborted).toBe(true);
    expect(faults).toEqual([new GemelError('feed_unavailable')]);
    lost.answer(aPage());
    await settle();
    expect(isFresh()).toBe(false);
    clock.advance(50);
    (await feed.nextRead()).answer(aPage());
    await feed.nextRead();
    expect(isFresh()).toBe(true);
  });

  test('F10 keeps on after any error, later and later, but never later than a quarter of the bound, and reports each', async () => {
    const { feed, clock, faults } = aStage({ jitter: () => 1 });
    const pauses: number[] = [];
    for (let failure = 0; failure < 9; failure++) {
      (await feed.nextRead()).fail(new Error(`failure ${failure}`));
      await settle();
      let pausedMs = 0;
      while (feed.reads === failure + 1) {
        clock.advance(1);
        pausedMs++;
        await settle();
      }
      pauses.push(pausedMs);
    }
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1250, 1250, 1250, 1250]);
    expect(faults).toHaveLength(9);
    expect(faults[3]).toEqual(new Error('failure 3'));
  });

  test.each([
    [0, 25],
    [0.5, 38],
    [1, 50],
  ])('F20 spreads its retries: jitter %f makes the first pause %i ms', async (jitter, firstPauseMs) => {
    const { feed, clock } = aStage({ jitter: () => jitter });
    (await feed.nextRead()).fail(new Error('down'));
    await settle();
    clock.advance(firstPauseMs - 1);
    await settle();
    expect(feed.reads).toBe(1);
    clock.advance(1);
    await settle();
    expect(feed.reads).toBe(2);
  });

  test('begins with short pauses again after a success, and does not wait for news in the first read after a failure', async () => {
    const { feed, clock } = aStage();
    for (let failure = 0; failure < 3; failure++) {
      (await feed.nextRead()).fail(new Error('down'));
      await settle();
      clock.advance(200);
    }
    (await feed.nextRead()).answer(aPage());
    (await feed.nextRead()).fail(new Error('down again'));
    await settle();
    clock.advance(50);
    expect(await feed.nextRead()).toMatchObject({ after: 'c1', waitMs: 0 });
  });

  test('goes on where a read throws at once, and where whoever hears of faults throws', async () => {
    const clock = createManualClock();
    const feed = createScriptedFeed();
    let isBroken = true;
    const { follower, view } = aStage({
      clock,
      sleep: clock.sleep,
      feed: {
        read(after, options) {
          if (isBroken) throw new Error('at once');
          return feed.read(after, options);
        },
      },
      onFault() {
        throw new Error('listener');
      },
    });
    await settle();
    isBroken = false;
    clock.advance(50);
    (await feed.nextRead()).answer(aPage());
    await follower.firstPage;
    expect(view.status().epoch).toBe('first');
  });

  test('goes on where nobody wants to hear of faults', async () => {
    const clock = createManualClock();
    const feed = createScriptedFeed();
    const view = createView({ clock, maxStaleness: 5 });
    const follower = followFeed({ feed, view, clock, sleep: clock.sleep });
    (await feed.nextRead()).fail(new Error('down'));
    await settle();
    clock.advance(50);
    (await feed.nextRead()).answer(aPage());
    await follower.firstPage;
    await follower.stop();
    expect(view.status().epoch).toBe('first');
  });

  test('F10 asks for a snapshot of its own accord after an absence near the retention', async () => {
    const { feed, clock } = aStage();
    (await feed.nextRead()).answer(aPage());
    const lost = await feed.nextRead();
    clock.advance(retention * 1000);
    lost.fail(new Error('woken up'));
    await settle();
    clock.advance(50);
    expect(await feed.nextRead()).toMatchObject({ after: undefined, waitMs: 0 });
  });

  test('does not run hot where a feed answers at once with nothing new', async () => {
    const { feed, clock } = aStage();
    for (let read = 0; read < 4; read++) {
      (await feed.nextRead()).answer(aPage());
      await settle();
    }
    expect(feed.reads).toBe(4);
    clock.advance(50);
    await settle();
    expect(feed.reads).toBe(5);
  });

  test('does not slow down while news keeps coming, nor while it waited', async () => {
    const { feed, clock } = aStage();
    for (let read = 0; read < 10; read++) {
      (await feed.nextRead()).answer(aPage({ entries: [aRevocation({ generation: read + 2 })] }));
      await settle();
      expect(feed.reads).toBe(read + 2);
    }
    for (let read = 10; read < 20; read++) {
      const waiting = await feed.nextRead();
      clock.advance(1000);
      waiting.answer(aPage());
      await settle();
      expect(feed.reads).toBe(read + 2);
    }
  });
});

describe('a follower that sees a new epoch', () => {
  async function aPromotion(onNewEpoch?: FollowFeedParts['onNewEpoch']): Promise<Stage> {
    const stage = aStage(onNewEpoch === undefined ? {} : { onNewEpoch });
    (await stage.feed.nextRead()).answer(aPage({ entries: [aRevocation()] }));
    (await stage.feed.nextRead()).answer(aPage({ epoch: 'second', entries: [aRevocation({ sid: aSid(2) })] }));
    await settle();
    return stage;
  }

  test('F13 announces every floor that it holds, and then takes a snapshot', async () => {
    const announced: (readonly SessionRevocation[])[] = [];
    let finish: () => void = () => undefined;
    const { feed } = await aPromotion(async (floors) => {
      announced.push(floors);
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    expect(announced).toEqual([[aRevocation(), aRevocation({ sid: aSid(2) })]]);
    expect(feed.reads).toBe(2);
    finish();
    expect(await feed.nextRead()).toMatchObject({ after: undefined, waitMs: 0 });
    expect(announced).toHaveLength(1);
  });

  test('F13 announces many floors some thousands at a time, each within the bound', async () => {
    const sizes: number[] = [];
    const stage = aStage({ onNewEpoch: async (floors) => void sizes.push(floors.length) });
    const entries = Array.from({ length: 5001 }, (_, index) => aRevocation({ sid: aSid(index) }));
    (await stage.feed.nextRead()).answer(aPage({ entries }));
    (await stage.feed.nextRead()).answer(aPage({ epoch: 'second' }));
    await stage.feed.nextRead();
    expect(sizes).toEqual([5000, 1]);
  });

  test('F13 announces again until it is heard, and reads nothing before', async () => {
    let failures = 2;
    const onNewEpoch = vi.fn(async () => {
      if (failures-- > 0) throw new Error('not yet');
    });
    const { feed, clock, faults } = await aPromotion(onNewEpoch);
    expect(onNewEpoch).toHaveBeenCalledTimes(1);
    clock.advance(50);
    await settle();
    expect(onNewEpoch).toHaveBeenCalledTimes(2);
    expect(feed.reads).toBe(2);
    clock.advance(100);
    await settle();
    expect(onNewEpoch).toHaveBeenCalledTimes(3);
    expect(faults).toEqual([new Error('not yet'), new Error('not yet')]);
    expect(await feed.nextRead()).toMatchObject({ after: undefined });
  });

  test('F13 gives up an announcement that takes longer than the bound, and makes it again', async () => {
    const onNewEpoch = vi.fn(() => new Promise<void>(() => undefined));
    const { clock } = await aPromotion(onNewEpoch);
    clock.advance(5000);
    await settle();
    clock.advance(50);
    await settle();
    expect(onNewEpoch).toHaveBeenCalledTimes(2);
  });

  test('F13 takes a snapshot where nobody announces', async () => {
    const { feed } = await aPromotion();
    expect(await feed.nextRead()).toMatchObject({ after: undefined, waitMs: 0 });
  });

  test('F13 is fresh again after the pause', async () => {
    const { feed, clock, isFresh } = await aPromotion(async () => undefined);
    (await feed.nextRead()).answer(aPage({ epoch: 'second', isSnapshot: true }));
    for (let second = 0; second < 5; second++) {
      const read = await feed.nextRead();
      expect(isFresh()).toBe(false);
      clock.advance(1000);
      read.answer(aPage({ epoch: 'second' }));
    }
    (await feed.nextRead()).answer(aPage({ epoch: 'second' }));
    await feed.nextRead();
    expect(isFresh()).toBe(true);
  });

  test('is not ready before it has read the whole log of that epoch', async () => {
    const { feed, follower } = aStage();
    const complete = vi.fn();
    void follower.firstPage.then(complete);
    (await feed.nextRead()).answer(aPage({ hasMore: true }));
    (await feed.nextRead()).answer(aPage({ epoch: 'second' }));
    const snapshot = await feed.nextRead();
    await settle();
    expect(complete).not.toHaveBeenCalled();
    snapshot.answer(aPage({ epoch: 'second' }));
    await feed.nextRead();
    expect(complete).toHaveBeenCalledOnce();
  });
});

describe('a follower that is stopped', () => {
  test('ends the read that is under way, leaves no timer, and reads no more', async () => {
    const { feed, follower, clock, faults } = aStage();
    const read = await feed.nextRead();
    await follower.stop();
    expect(read.signal?.aborted).toBe(true);
    clock.advance(60_000);
    await settle();
    expect(feed.reads).toBe(1);
    expect(clock.sleepers).toBe(0);
    expect(faults).toEqual([]);
  });

  test('before its first page tells those who wait for that', async () => {
    const { feed, follower } = aStage();
    await feed.nextRead();
    await follower.stop();
    await expect(follower.firstPage).rejects.toMatchObject({ code: 'shutting_down' });
  });

  test('while it pauses after an error stops at once', async () => {
    const { feed, follower, clock } = aStage();
    (await feed.nextRead()).fail(new Error('down'));
    await settle();
    await follower.stop();
    expect(clock.sleepers).toBe(0);
    expect(feed.reads).toBe(1);
  });

  test('may be stopped twice', async () => {
    const { follower } = aStage();
    await follower.stop();
    await expect(follower.stop()).resolves.toBeUndefined();
  });
});
