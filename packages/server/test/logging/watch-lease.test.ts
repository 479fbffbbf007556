/** One line when trust ends, one when it is back. */
import { expect, it } from 'vitest';
import { createLogger } from '../../src/logging/create-logger.ts';
import { type LeaseFacts, watchLease } from '../../src/logging/watch-lease.ts';

it('says once that the view is stale, once that it is fresh again and for how long it was not, and names a new epoch', async () => {
  const lines: string[] = [];
  const logger = createLogger({ level: 'info', format: 'json', write: (line) => void lines.push(line) });
  let nowMs = 0;
  let facts: LeaseFacts = { isFresh: true, epoch: undefined };
  const watch = watchLease({ read: async () => facts, onStale: 'refuse', nowMs: () => nowMs, everyMs: 3_600_000 }, logger);
  const see = async (next: LeaseFacts): Promise<void> => {
    facts = next;
    nowMs += 1000;
    await watch.look();
  };
  await see({ isFresh: true, epoch: 'one' });
  for (let turn = 0; turn < 3; turn++) await see({ isFresh: false, epoch: 'one' });
  for (let turn = 0; turn < 3; turn++) await see({ isFresh: true, epoch: 'two' });
  watch.stop();
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { level: 'warn', msg: 'feed.stale', onStale: 'refuse' },
    { level: 'warn', msg: 'feed.new_epoch', before: 'one', epoch: 'two' },
    { level: 'warn', msg: 'feed.fresh_again', staleMs: 3000 },
  ]);
});
