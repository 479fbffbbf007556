import { expect, it } from 'vitest';
import { createJoinNext } from '../../src/core/ports/join-next.ts';
import type { SessionStore } from '../../src/core/ports/session-store.ts';
import { aFleet, outcome, present, withBearer } from './fleet.ts';

/** Reads that the test answers, in the order in which they were sent. */
function aRead() {
  const sent: { answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  const send = (): Promise<string> => new Promise((resolve, reject) => void sent.push({ answer: resolve, fail: reject }));
  const settle = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));
  return { sent, join: createJoinNext(send), settle };
}

it('answers those who came while a read was under way by one that was sent after them all', async () => {
  const { sent, join, settle } = aRead();
  const first = join();
  const later = [join(), join(), join()];
  expect(sent).toHaveLength(1);
  sent[0]?.answer('of before');
  await settle();
  expect(sent).toHaveLength(2);
  sent[1]?.answer('of after');
  expect(await Promise.all([first, ...later])).toEqual(['of before', 'of after', 'of after', 'of after']);
});

it('goes on after a read that failed, which is told to nobody who came after it was sent', async () => {
  const { sent, join, settle } = aRead();
  const first = join();
  const later = join();
  sent[0]?.fail(new Error('gone'));
  await expect(first).rejects.toThrow('gone');
  await settle();
  sent[1]?.answer('of after');
  expect(await later).toBe('of after');
  void join();
  expect(sent).toHaveLength(3);
});

it('lets a node whose view is stale ask for the keys once for all whose tokens came meanwhile', async () => {
  const lists: (() => void)[] = [];
  const gate = { isHolding: false };
  const through = (store: SessionStore): SessionStore => ({
    ...store,
    readLog: (after) => (gate.isHolding ? Promise.reject(new Error('cut')) : store.readLog(after)),
    keys: {
      ...store.keys,
      list: async () => {
        if (gate.isHolding) await new Promise<void>((resolve) => lists.push(resolve));
        return store.keys.list();
      },
    },
  });
  const { gemel, clock, stop } = await aFleet({ through });
  const { tokens } = await gemel.startSession({ subject: 'ada', mode: 'both' });
  const bearer = withBearer(present(tokens).accessToken);
  gate.isHolding = true;
  await clock.advance(6);
  const kept = lists.length; // the ring's own upkeep may have begun one
  const asked = Array.from({ length: 20 }, () => outcome(gemel.authenticate(bearer)));
  await clock.settle();
  expect(lists.length - kept).toBe(1);
  lists.at(-1)?.();
  await clock.settle();
  expect(lists.length - kept).toBe(2);
  lists.at(-1)?.();
  expect(new Set(await Promise.all(asked))).toEqual(new Set(['authenticated']));
  for (const answer of lists) answer();
  gate.isHolding = false;
  await stop();
});
