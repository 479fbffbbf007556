/** One line when trust ends, one when it is back. */
import { expect, it } from 'vitest';
import { createLogger } from '../../src/logging/create-logger.ts';
import { type LeaseFacts, watchLease } from '../../src/logging/watch-lease.ts';

it('says once that the view is stale, once that it is fresh again and for how long it was not, and names a new epoch', () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json', write: (line) => void lines.push(line) });
  let nowMs = 0;
  const partitions = { total: 2, fresh: 1 };
  let facts: LeaseFacts = { isFresh: true, epoch: undefined, partitions };
  const watch = watchLease({ read: () => facts, onStale: 'refuse', nowMs: () => nowMs, everyMs: 3_600_000 }, logger);
  const see = (next: Omit<LeaseFacts, 'partitions'>): void => {
    facts = { ...next, partitions };
    nowMs += 1000;
    watch.look();
  };
  see({ isFresh: true, epoch: 'one' });
  for (let turn = 0; turn < 3; turn++) see({ isFresh: false, epoch: 'one' });
  expect(watch.staleFor()).toBe(2);
  for (let turn = 0; turn < 3; turn++) see({ isFresh: true, epoch: 'two' });
  expect(watch.staleFor()).toBe(0);
  watch.stop();
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'warn', msg: 'feed.stale', onStale: 'refuse', total: 2, fresh: 1 },
    { level: 'warn', msg: 'feed.new_epoch', before: 'one', epoch: 'two' },
    { level: 'warn', msg: 'feed.fresh_again', staleMs: 3000 },
  ]);
});
