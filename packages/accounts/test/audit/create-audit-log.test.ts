/** The writer of the audit log: many events in one step, none lost in silence, nobody held up. */
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { AuditEntry, AuditEvent } from '../../src/audit/audit-event.ts';
import type { AuditStore } from '../../src/audit/audit-store.ts';
import { type AuditFault, type AuditLog, auditLogLimits, createAuditLog } from '../../src/audit/create-audit-log.ts';
import { createMemoryAudit } from '../../src/stores/memory/memory-audit.ts';

interface Bench {
  readonly log: AuditLog;
  readonly store: AuditStore;
  /** How many entries came in each step that the store took. */
  readonly steps: number[];
  readonly faults: AuditFault[];
  /** How many entries each step of pruning removed, and word of its last one and of each rest. */
  readonly prunes: number[];
  readonly word: EventTarget;
  /** Milliseconds of each rest, in order. */
  readonly rests: number[];
  readonly clock: { seconds: number };
  /** What the store does with what it is given. */
  state: 'takes' | 'refuses' | 'takes, and says nothing' | 'hangs';
  entries(): Promise<readonly AuditEntry[]>;
}

function aBench(limits: Partial<Record<keyof typeof auditLogLimits, number>> = {}): Bench {
  const store = createMemoryAudit();
  const clock = { seconds: 1_800_000_000 };
  const bench: Bench = {
    store,
    steps: [],
    faults: [],
    rests: [],
    prunes: [],
    word: new EventTarget(),
    clock,
    state: 'takes',
    entries: () => store.search({ order: 'oldest', limit: 100_000 }),
    log: createAuditLog(
      {
        store: {
          ...store,
          prune: async (before, limit) => {
            const removed = await store.prune(before, limit);
            bench.prunes.push(removed);
            if (removed < limit) bench.word.dispatchEvent(new Event('pruned'));
            return removed;
          },
          append: async (entries) => {
            if (bench.state === 'hangs') await new Promise(() => undefined);
            if (bench.state === 'refuses') throw new Error('no answer');
            await store.append(entries);
            bench.steps.push(entries.length);
            if (bench.state === 'takes, and says nothing') throw new Error('no answer');
          },
        },
        keepFor: 86_400,
        onFault: (fault) => bench.faults.push(fault),
        now: () => clock.seconds,
        randomText: () => 'writer-',
        sleep: async (ms, signal) => {
          bench.rests.push(ms);
          bench.word.dispatchEvent(new Event('resting'));
          // The retries rest until something hurries them, so that the test says when.
          if (ms !== auditLogLimits.gatherMs) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        },
      },
      { ...auditLogLimits, ...limits },
    ),
  };
  return bench;
}

const failed = (log: AuditLog, count: number): void => {
  for (let index = 0; index < count; index++) log.write({ kind: 'sign_in.failed', way: 'password', reason: 'account_unknown' });
};

describe('writing', () => {
  it.each([
    ['falls back a little keeps the order of events', -0.5, 'account.signed_up sign_in.succeeded'],
    ['was set back by more is believed', -60, 'sign_in.succeeded account.signed_up'],
  ])('a time that %s', async (_, fall, order) => {
    const bench = aBench();
    bench.log.write({ kind: 'account.signed_up', subject: 'account-1' });
    bench.clock.seconds += fall;
    bench.log.write({ kind: 'sign_in.succeeded', subject: 'account-1', sid: 'sid-1', ways: ['password'], amr: ['pwd'], acr: '1' });
    await bench.log.settled();
    expect((await bench.entries()).map(({ kind }) => kind).join(' ')).toBe(order);
    await bench.log.close();
  });

  it('gathers what comes at once into one step, keeps its order, and cuts what is too much for one', async () => {
    const bench = aBench({ batch: 3 });
    bench.log.write({ kind: 'account.signed_up', subject: 'ada' });
    bench.log.write({
      kind: 'factor.added',
      subject: 'ada',
      sid: 'sid-1',
      factor: 'totp',
      client: { address: '192.0.2.7', userAgent: 'curl' },
    });
    failed(bench.log, 3);
    expect(bench.log.load()).toEqual({ waiting: 5, written: 0, lost: 0 });
    await bench.log.settled();
    expect(bench.steps).toEqual([3, 2]);
    const [first, second] = await bench.entries();
    expect(first).toEqual({
      ...{ id: 'writer-000000001', at: 1_800_000_000, kind: 'account.signed_up', actor: 'nobody', subject: 'ada', sid: null },
      ...{ address: null, device: null, facts: {} },
    });
    expect(second).toMatchObject({ actor: 'owner', sid: 'sid-1', address: '192.0.2.7', device: 'curl', facts: { factor: 'totp' } });
    expect(bench.log.load()).toEqual({ waiting: 0, written: 5, lost: 0 });
  });

  it('goes on with what comes while a step is under way', async () => {
    const bench = aBench();
    failed(bench.log, 1);
    const first = bench.log.settled();
    failed(bench.log, 1);
    await first;
    failed(bench.log, 1);
    await bench.log.settled();
    expect(await bench.entries()).toHaveLength(3);
  });

  it('keeps the name of a device, cut, and of a user agent no more than what it stands for', async () => {
    const bench = aBench();
    bench.log.write({ kind: 'account.signed_up', client: { label: 'x'.repeat(900), userAgent: 'curl' } });
    const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0 token=eyJhbGciOi';
    bench.log.write({ kind: 'account.signed_up', client: { userAgent } });
    await bench.log.settled();
    expect((await bench.entries()).map(({ device }) => device)).toEqual(['x'.repeat(256), 'Firefox on Linux']);
  });
});

describe('a store that takes nothing', () => {
  it('is asked again, with longer and longer rests, and told each time; nothing is lost', async () => {
    const bench = aBench();
    bench.state = 'refuses';
    failed(bench.log, 2);
    for (let attempt = 0; attempt < 8; attempt++) {
      const resting = once(bench.word, 'resting');
      await bench.log.settled();
      await resting;
    }
    expect(bench.rests.slice(0, 9)).toEqual([20, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
    expect(bench.faults).toHaveLength(8);
    expect(bench.faults[0]).toMatchObject({ error: { code: 'store_unavailable' }, waiting: 2, lost: 0 });
    bench.state = 'takes';
    await bench.log.settled();
    expect(await bench.entries()).toHaveLength(2);
    expect(bench.log.load()).toEqual({ waiting: 0, written: 2, lost: 0 });
  });

  it('keeps each event once where it took them and its answer was lost', async () => {
    const bench = aBench();
    bench.state = 'takes, and says nothing';
    failed(bench.log, 2);
    await bench.log.settled();
    bench.state = 'takes';
    await bench.log.settled();
    expect(await bench.entries()).toHaveLength(2);
  });

  it('holds so many and no more, and the log itself says how many are missing', async () => {
    const bench = aBench({ waiting: 4 });
    bench.state = 'refuses';
    failed(bench.log, 7);
    expect(bench.log.load()).toEqual({ waiting: 4, written: 0, lost: 3 });
    bench.state = 'takes';
    await bench.log.settled();
    await bench.log.close();
    const kinds = (await bench.entries()).map(({ kind, facts }) => [kind, facts]);
    expect(kinds.slice(4)).toEqual([['audit.events_lost', { count: 3 }]]);
  });

  it('does not hold up the end for ever, and what is left is told to be lost', async () => {
    const bench = aBench();
    bench.state = 'refuses';
    failed(bench.log, 2);
    await bench.log.close();
    await bench.log.close();
    expect(bench.faults.at(-1)).toMatchObject({ waiting: 0, lost: 2 });
    failed(bench.log, 1);
    expect(bench.log.load()).toEqual({ waiting: 0, written: 0, lost: 3 });
  });

  it('is waited for so long at the end and no longer, where it does not answer at all', async () => {
    const bench = aBench({ closeWithinMs: auditLogLimits.gatherMs });
    bench.state = 'hangs';
    failed(bench.log, 1);
    await bench.log.close();
    expect(bench.log.load()).toEqual({ waiting: 0, written: 0, lost: 1 });
  });

  it('does not throw where whoever is told throws', async () => {
    const bench = aBench();
    bench.faults.push = () => {
      throw new Error('a listener');
    };
    bench.state = 'refuses';
    failed(bench.log, 1);
    await expect(bench.log.settled()).resolves.toBeUndefined();
  });
});

describe('a flood', () => {
  const throttled = (log: AuditLog, address: string): void =>
    log.write({ kind: 'sign_in.throttled', way: 'password', client: { address } });

  it('is told once a minute for each network, with how many were left out', async () => {
    const bench = aBench();
    for (let index = 0; index < 1000; index++) throttled(bench.log, `2001:db8::${index.toString(16)}`);
    throttled(bench.log, '192.0.2.7');
    await bench.log.settled();
    expect(await bench.entries()).toHaveLength(2);
    bench.clock.seconds += 60;
    throttled(bench.log, '2001:db8::1');
    throttled(bench.log, '192.0.2.7');
    await bench.log.settled();
    expect((await bench.entries()).map(({ facts }) => facts['suppressed'])).toEqual([undefined, undefined, 999, undefined]);
  });

  it('leaves out nothing that costs a guess', async () => {
    const bench = aBench();
    failed(bench.log, 100);
    await bench.log.settled();
    expect(await bench.entries()).toHaveLength(100);
  });

  const forged: readonly AuditEvent[] = [
    { kind: 'second_factor.failed', way: 'totp', reason: 'proof_void' },
    { kind: 'sign_in.failed', way: 'passkey', reason: 'proof_void' },
    { kind: 'password.reset_failed', reason: 'proof_void' },
    { kind: 'api_key.refused', why: 'unknown' },
  ];

  it.each(forged)('of $kind by what was never given out costs nothing to make, and is told once a minute', async (event) => {
    const bench = aBench();
    for (let count = 0; count < 100; count++) bench.log.write({ ...event, client: { address: '192.0.2.7' } });
    await bench.log.settled();
    expect(await bench.entries()).toHaveLength(1);
  });
});

describe('retention', () => {
  it('removes what is older than it is kept, in small steps, and looks again after an hour', async () => {
    const bench = aBench({ pruned: 2 });
    const looked = once(bench.word, 'pruned');
    failed(bench.log, 5);
    await bench.log.settled();
    await looked;
    expect(bench.prunes).toEqual([0]);
    bench.clock.seconds += 3599;
    failed(bench.log, 1);
    await bench.log.settled();
    bench.clock.seconds += 86_401 - 3599;
    const lookedAgain = once(bench.word, 'pruned');
    failed(bench.log, 1);
    await bench.log.settled();
    await lookedAgain;
    expect(bench.prunes).toEqual([0, 2, 2, 1]);
    expect((await bench.entries()).map(({ at }) => at)).toEqual([1_800_003_599, 1_800_086_401]);
  });
});
