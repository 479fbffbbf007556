import { describe, expect, it } from 'vitest';
import { createFindRecord } from '../../src/core/cache/find-record.ts';
import { createManualClock } from '../../src/testing/manual-clock.ts';
import { aSessionRecord } from '../../src/testing/a-session-record.ts';
import { codeOf } from './fleet.ts';

/** A view that is not fresh, over a store whose log has the epoch `stored`; `during` happens while a record is read. */
function aStaleReader(stored: string, during: (view: { epoch: string; era: number }) => void = () => undefined) {
  const view = { epoch: 'one', era: 1 };
  const partitions = { total: 1, fresh: 0 };
  return createFindRecord({
    view: {
      get era() {
        return view.era;
      },
      isFreshAt: () => false,
      status: () => ({ isFresh: false, leaseLeftMs: 0, entries: 0, epoch: view.epoch, partitions }),
    },
    clock: createManualClock(),
    store: {
      find: async () => {
        during(view);
        return { value: aSessionRecord({ sid: 'sid' }), now: 0 };
      },
    },
    confirmEpoch: async (_sid, epoch) => {
      if (epoch !== stored) throw new Error(`the log is of another epoch than ${epoch}`);
    },
  });
}

describe('a record that is read while the view is not fresh', () => {
  it('is believed where the log is still the one that the view knows', async () => {
    expect((await aStaleReader('one')('sid')).value?.sid).toBe('sid');
  });

  it('is not where the log is another one', async () => {
    await expect(aStaleReader('two')('sid')).rejects.toThrow('another epoch than one');
  });

  it('is not where the view has come to know another log meanwhile: the answer may be of the one before', async () => {
    const find = aStaleReader('two', (view) => Object.assign(view, { epoch: 'two', era: 2 }));
    expect(await codeOf(find('sid'))).toBe('view_stale');
  });
});
