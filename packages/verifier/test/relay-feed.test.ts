/** A feed served onward from a copy: how few reads it takes, how old it says to be, and what it never leaves out. */
import { type FeedPage, GemelError, type RevocationFeed, type SessionRevocation } from '@gemel/protocol';
import { createRelayFeed, createView } from '@gemel/verifier';
import { describe, expect, test } from 'vitest';
import { createManualClock, type ManualClock, startSeconds } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid } from './support/pages.ts';
import { createScriptedFeed, type ScriptedFeed, settle } from './support/scripted-feed.ts';

interface Stage {
  readonly clock: ManualClock;
  readonly upstream: ScriptedFeed;
  readonly relay: RevocationFeed;
}

/** A relay that has had its first page, and a reader's cursor at its end. */
async function aStage(first: Partial<FeedPage> = {}): Promise<Stage & { readonly cursor: string }> {
  const clock = createManualClock();
  const upstream = createScriptedFeed();
  const relay = createRelayFeed({ feed: upstream, clock, sleep: clock.sleep });
  const reading = relay.read(undefined);
  (await upstream.nextRead()).answer(aPage({ isSnapshot: true, ...first }));
  const { cursor } = await reading;
  clock.advance(1000);
  return { clock, upstream, relay, cursor };
}

const revocations = (page: FeedPage): readonly string[] => page.entries.map((entry) => (entry.kind === 'session' ? entry.sid : entry.kid));

describe('a relay of the feed', () => {
  test('asks once for all who come while it has not asked yet, and again for those who come later', async () => {
    const { upstream, relay, cursor } = await aStage();
    const first = relay.read(cursor);
    const read = await upstream.nextRead();
    const late = [relay.read(cursor), relay.read(undefined), relay.read(cursor)];
    read.answer(aPage({ entries: [aRevocation({ sid: aSid(1) })], cursor: 'c-1' }));
    expect(revocations(await first)).toEqual([aSid(1)]);
    const second = await upstream.nextRead();
    expect(second.after).toBe('c-1');
    second.answer(aPage({ entries: [aRevocation({ sid: aSid(2) })], cursor: 'c-2' }));
    for (const page of await Promise.all(late)) expect(revocations(page)).toEqual([aSid(1), aSid(2)]);
    expect(upstream.reads).toBe(3);
  });

  test('rests each answer on a read that was sent after the request arrived', async () => {
    const { clock, upstream, relay, cursor } = await aStage();
    const early = relay.read(cursor);
    const read = await upstream.nextRead();
    clock.advance(400);
    const late = relay.read(cursor);
    read.answer(aPage());
    expect((await early).age).toBe(0);
    clock.advance(300);
    (await upstream.nextRead()).answer(aPage({ age: 0.25 }));
    expect((await late).age).toBe(0.25);
  });

  test('may answer one that waits from what it has just read, and says how old that was when the request arrived', async () => {
    const { clock, upstream, relay, cursor } = await aStage();
    const first = relay.read(cursor);
    (await upstream.nextRead()).answer(aPage({ age: 0.5, now: startSeconds, entries: [aRevocation({ sid: aSid(1) })] }));
    await first;
    clock.advance(40);
    const page = await relay.read(cursor, { waitMs: 1000 });
    expect(page.age).toBeCloseTo(0.54);
    expect(page.now).toBeCloseTo(startSeconds + 0.04);
    expect(revocations(page)).toEqual([aSid(1)]);
    clock.suspend(60_000);
    const woken = relay.read(cursor, { waitMs: 1000 });
    (await upstream.nextRead()).answer(aPage());
    expect((await woken).age).toBe(0);
  });

  test('F13 passes on for how long an epoch is not to be trusted yet, less what has passed since', async () => {
    const { clock, upstream, relay, cursor } = await aStage();
    const first = relay.read(cursor);
    (await upstream.nextRead()).answer(aPage({ settlesIn: 0.05, entries: [aRevocation({ sid: aSid(1) })] }));
    expect((await first).settlesIn).toBe(0.05);
    clock.advance(40);
    expect((await relay.read(cursor, { waitMs: 1000 })).settlesIn).toBeCloseTo(0.01);
    clock.advance(60);
    const later = relay.read(cursor);
    (await upstream.nextRead()).answer(aPage());
    expect(await later).not.toHaveProperty('settlesIn');
  });

  test('says nothing of the kind where it was told nothing, though it read after the request had arrived', async () => {
    const { clock, upstream, relay, cursor } = await aStage();
    const early = relay.read(cursor);
    const read = await upstream.nextRead();
    const late = relay.read(cursor);
    clock.advance(100);
    read.answer(aPage());
    await early;
    (await upstream.nextRead()).answer(aPage());
    expect(await late).not.toHaveProperty('settlesIn');
  });

  test('waits once for all who wait, wakes them together, and lets go of who has waited long enough', async () => {
    const { clock, upstream, relay, cursor } = await aStage();
    const patient = [relay.read(cursor, { waitMs: 900 }), relay.read(cursor, { waitMs: 900 })];
    const hasty = relay.read(cursor, { waitMs: 100 });
    (await upstream.nextRead()).answer(aPage());
    const poll = await upstream.nextRead();
    expect(poll.waitMs).toBe(1000);
    await settle();
    clock.advance(100);
    expect(await hasty).toMatchObject({ entries: [], hasMore: false, age: 0 });
    poll.answer(aPage({ entries: [aRevocation({ sid: aSid(9) })], cursor: 'c-9' }));
    for (const page of await Promise.all(patient)) expect(revocations(page)).toEqual([aSid(9)]);
    expect(upstream.reads).toBe(3);
  });

  test('drops a read that another one has overtaken, and reads again', async () => {
    const { clock, upstream, relay, cursor } = await aStage();
    const waiting = relay.read(cursor, { waitMs: 900 });
    (await upstream.nextRead()).answer(aPage());
    const poll = await upstream.nextRead();
    clock.advance(100);
    const asking = relay.read(cursor);
    const asked = await upstream.nextRead();
    const news = { entries: [aRevocation({ sid: aSid(5) })], cursor: 'c-5' };
    poll.answer(aPage(news));
    expect(revocations(await waiting)).toEqual([aSid(5)]);
    asked.answer(aPage(news));
    const again = await upstream.nextRead();
    expect(again.after).toBe('c-5');
    again.answer(aPage());
    expect(revocations(await asking)).toEqual([aSid(5)]);
  });

  test('gives pages in order, each entry once, and begins anew for a cursor that it did not give', async () => {
    const entries = Array.from({ length: 2300 }, (_, index) => aRevocation({ sid: aSid(index) }));
    const { upstream, relay } = await aStage({ entries });
    for (const foreign of [undefined, 'x', 'c-1', '0.0', '']) {
      let cursor: string | undefined = foreign;
      const sids: string[] = [];
      for (let hasMore = true; hasMore;) {
        const reading = relay.read(cursor);
        (await upstream.nextRead()).answer(aPage());
        const page = await reading;
        expect(page.isSnapshot).toBe(true);
        sids.push(...revocations(page));
        ({ cursor, hasMore } = page);
      }
      expect(sids).toEqual(entries.map(({ sid }) => sid));
    }
  });

  test('tells of a new epoch, and continues nothing from before it', async () => {
    const { upstream, relay, cursor } = await aStage({ entries: [aRevocation({ sid: aSid(1) })] });
    const reading = relay.read(cursor);
    (await upstream.nextRead()).answer(aPage({ epoch: 'e-2', isSnapshot: true, entries: [aRevocation({ sid: aSid(2) })], cursor: 'n-1' }));
    const page = await reading;
    expect(page).toMatchObject({ epoch: 'e-2', isSnapshot: true });
    expect(revocations(page)).toEqual([aSid(2)]);
  });

  test('takes pages of two epochs for no chain', async () => {
    const { upstream, relay, cursor } = await aStage();
    const reading = relay.read(cursor);
    (await upstream.nextRead()).answer(aPage({ hasMore: true, cursor: 'half' }));
    (await upstream.nextRead()).answer(aPage({ epoch: 'e-2', isSnapshot: true }));
    const again = await upstream.nextRead();
    expect(again.after).toBeUndefined();
    again.answer(aPage({ epoch: 'e-2', isSnapshot: true, entries: [aRevocation({ sid: aSid(3) })] }));
    expect(revocations(await reading)).toEqual([aSid(3)]);
  });

  test('fails where the read behind it fails or does not come back, and works again afterwards', async () => {
    const { clock, upstream, relay, cursor } = await aStage();
    const failing = relay.read(cursor);
    (await upstream.nextRead()).fail(new GemelError('store_unavailable'));
    await expect(failing).rejects.toMatchObject({ code: 'store_unavailable' });
    const lost = relay.read(cursor);
    await upstream.nextRead();
    const behind = relay.read(cursor);
    clock.advance(5000);
    await expect(lost).rejects.toMatchObject({ code: 'feed_unavailable' });
    (await upstream.nextRead()).answer(aPage());
    expect(await behind).toMatchObject({ entries: [], age: 0 });
  });

  test('passes on what is silent, and forgets what is past its time, but no retired key', async () => {
    const old = aRevocation({ sid: aSid(1), until: startSeconds + 5 });
    const { clock, upstream, relay, cursor } = await aStage({ entries: [old, { kind: 'key', kid: 'k-1' }], partitions: 4 });
    clock.advance(20_000);
    const reading = relay.read(cursor);
    (await upstream.nextRead()).answer(aPage({ now: startSeconds + 21, partitions: 4, silent: [2] }));
    expect(await reading).toMatchObject({ partitions: 4, silent: [2], entries: [] });
    const fresh = relay.read(undefined);
    (await upstream.nextRead()).answer(aPage({ now: startSeconds + 21 }));
    expect(revocations(await fresh)).toEqual(['k-1']);
  });
});

describe('a chain of relays', () => {
  /** A log that can be cut off; entries are acknowledged when they are in it. */
  function aLog(clock: ManualClock): { readonly feed: RevocationFeed; readonly entries: SessionRevocation[]; isCut: boolean } {
    const entries: SessionRevocation[] = [];
    const log = { feed: { read }, entries, isCut: false };
    async function read(after: string | undefined): Promise<FeedPage> {
      if (log.isCut) throw new GemelError('feed_unavailable');
      const now = clock.wallMs() / 1000;
      return aPage({ entries: entries.slice(Number(after ?? 0)), cursor: String(entries.length), isSnapshot: after === undefined, now });
    }
    return log;
  }

  /** Follows through three relays; the log is cut off at a step, and a session revoked right after. */
  async function follow(cutStep: number): Promise<{ readonly before: number; readonly longestMs: number }> {
    const clock = createManualClock();
    const log = aLog(clock);
    let last = log.feed;
    for (let hop = 0; hop < 3; hop++) last = createRelayFeed({ feed: last, clock, sleep: clock.sleep, freshForMs: 500 });
    const view = createView({ clock, maxStaleness: 5 });
    const read = async (): Promise<void> => {
      const sending = { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
      view.apply(await last.read(view.cursor, { waitMs: 1 }), sending);
    };
    let revokedMs = Number.NaN;
    let before = 0;
    let longestMs = 0;
    for (let step = 0; step < 120; step++) {
      if (step === cutStep) {
        log.isCut = true;
        log.entries.push(aRevocation({ sid: aSid(7) }));
        revokedMs = clock.monotonicMs();
      }
      const attempt = read().catch(() => undefined);
      for (let turn = 0; turn < 4; turn++) {
        await settle();
        clock.advance(20);
        if (!view.isFreshAt(clock.monotonicMs())) continue;
        if (step < cutStep) before++;
        else longestMs = clock.monotonicMs() - revokedMs;
      }
      await attempt;
    }
    return { before, longestMs };
  }

  test('F08: gives no lease that outlasts the bound after a revocation which it has not passed on', async () => {
    for (let cutStep = 20; cutStep < 34; cutStep++) {
      const { before, longestMs } = await follow(cutStep);
      expect(before).toBeGreaterThan(cutStep * 3);
      expect(longestMs, `cut at step ${cutStep}`).toBeLessThan(5000);
    }
  });
});
