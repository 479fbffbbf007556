import { expect, it } from 'vitest';
import { createJoinNext } from '../../src/core/ports/join-next.ts';

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
