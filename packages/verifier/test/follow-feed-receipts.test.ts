/** When a follower says that it has applied what was written with a receipt: never before it has all of it. */
import { sidInPartition } from '@gemel/protocol';
import { createView, followFeed, tellReceipts } from '@gemel/verifier';
import { expect, onTestFinished, test } from 'vitest';
import { createManualClock } from './support/manual-clock.ts';
import { aPage, aRevocation, aSid } from './support/pages.ts';
import { createScriptedFeed, type ScriptedFeed } from './support/scripted-feed.ts';

function aFollower(): { readonly feed: ScriptedFeed; readonly told: (readonly string[])[] } {
  const clock = createManualClock();
  const feed = createScriptedFeed();
  const told: (readonly string[])[] = [];
  const view = createView({ clock, maxStaleness: 5 });
  const parts = { onPage: tellReceipts((receipts) => void told.push(receipts)), onNewEpoch: async () => undefined };
  const follower = followFeed({ feed, view, clock, sleep: clock.sleep, ...parts });
  onTestFinished(() => follower.stop());
  return { feed, told };
}

test('says nothing where no entry has a receipt, and each receipt once', async () => {
  const { feed, told } = aFollower();
  (await feed.nextRead()).answer(aPage({ entries: [aRevocation()] }));
  (await feed.nextRead()).answer(aPage({ entries: [aRevocation({ receipt: 'r' }), aRevocation({ sid: aSid(2), receipt: 'r' })] }));
  (await feed.nextRead()).answer(aPage());
  await feed.nextRead();
  expect(told).toEqual([['r']]);
});

test('waits for the last of the pages that belong together', async () => {
  const { feed, told } = aFollower();
  (await feed.nextRead()).answer(aPage({ hasMore: true, entries: [aRevocation({ receipt: 'r' })] }));
  const last = await feed.nextRead();
  expect(told).toEqual([]);
  last.answer(aPage({ entries: [aRevocation({ sid: aSid(2), receipt: 'r' }), { kind: 'key', kid: 'k', receipt: 'q' }] }));
  await feed.nextRead();
  expect(told).toEqual([['r', 'q']]);
});

test('says nothing of a page of a new epoch: what it leaves out may have been lost', async () => {
  const { feed, told } = aFollower();
  (await feed.nextRead()).answer(aPage());
  (await feed.nextRead()).answer(aPage({ epoch: 'second', entries: [aRevocation({ receipt: 'r' })] }));
  (await feed.nextRead()).answer(aPage({ epoch: 'second', isSnapshot: true, entries: [aRevocation({ receipt: 'q' })] }));
  await feed.nextRead();
  expect(told).toEqual([['q']]);
});

test('says nothing of what lies in a partition that fell silent before all of it was read', async () => {
  const { feed, told } = aFollower();
  const inPartition = (partition: number): string => sidInPartition(aSid(7), partition, 2);
  const [first, second] = [aRevocation({ sid: inPartition(0), receipt: 'q' }), aRevocation({ sid: inPartition(1), receipt: 'r' })];
  (await feed.nextRead()).answer(aPage({ partitions: 2, hasMore: true, entries: [first, second] }));
  (await feed.nextRead()).answer(aPage({ partitions: 2, silent: [1] }));
  const last = await feed.nextRead();
  expect(told).toEqual([['q']]);
  last.answer(aPage({ partitions: 2, entries: [second] }));
  await feed.nextRead();
  expect(told).toEqual([['q'], ['r']]);
});
