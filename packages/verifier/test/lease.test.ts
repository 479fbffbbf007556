/** The lease: counted from a sending, by both clocks, the stricter winning. */
import { describe, expect, test } from 'vitest';
import { createLease, type Lease } from '../src/lease.ts';
import { createManualClock, type ManualClock } from './support/manual-clock.ts';

function aLease(lengthMs = 5000): { readonly lease: Lease; readonly clock: ManualClock; stands(): boolean } {
  const clock = createManualClock();
  const lease = createLease(clock);
  lease.renew({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() }, lengthMs);
  return { lease, clock, stands: () => lease.standsAt(clock.monotonicMs()) };
}

describe('a lease', () => {
  test('does not stand before it is renewed for the first time', () => {
    const clock = createManualClock();
    const lease = createLease(clock);
    expect(lease.standsAt(clock.monotonicMs())).toBe(false);
    expect(lease.leftMsAt(clock.monotonicMs())).toBe(0);
  });

  test.each([
    ['stands at its sending', (_: ManualClock): void => undefined, true],
    ['stands a moment before its end', (clock: ManualClock): void => clock.advance(4999), true],
    ['has ended at its end', (clock: ManualClock): void => clock.advance(5000), false],
    ['F11 has ended when the machine slept and its monotonic clock stood still', (clock: ManualClock): void => clock.suspend(5000), false],
    ['F11 stands after a sleep shorter than itself', (clock: ManualClock): void => clock.suspend(4999), true],
    [
      'F11 adds up sleep and time awake by the wall clock',
      (clock: ManualClock): void => {
        clock.suspend(3000);
        clock.advance(2000);
      },
      false,
    ],
    ['F12 has ended when the wall clock is behind the sending', (clock: ManualClock): void => clock.stepWall(-1), false],
    ['F12 has ended when the wall clock steps an hour ahead', (clock: ManualClock): void => clock.stepWall(3_600_000), false],
    [
      'F12 stands while the wall clock lags, but not behind the sending',
      (clock: ManualClock): void => {
        clock.advance(1000);
        clock.stepWall(-1000);
      },
      true,
    ],
    [
      'F12 is not made longer by a wall clock that lags',
      (clock: ManualClock): void => {
        clock.advance(1000);
        clock.stepWall(-1000);
        clock.advance(4000);
      },
      false,
    ],
  ] as const)('%s', (_title, happen, stands) => {
    const { clock, stands: standsNow } = aLease();
    happen(clock);
    expect(standsNow()).toBe(stands);
  });

  test('F12 that a wrong wall clock has ended stays ended when the wall clock is put right', () => {
    const { clock, stands } = aLease();
    clock.stepWall(-10_000);
    expect(stands()).toBe(false);
    clock.stepWall(10_000);
    expect(stands()).toBe(false);
  });

  test('F11 is not revived by the answer to a read that was sent before the machine slept', () => {
    const { lease, clock, stands } = aLease();
    const sending = { monotonicMs: clock.monotonicMs() + 100, wallMs: clock.wallMs() + 100 };
    clock.advance(200);
    clock.suspend(60_000);
    expect(stands()).toBe(false);
    lease.renew(sending, 5000);
    expect(stands()).toBe(false);
  });

  test('is renewed as of the sending, not of the answer', () => {
    const { lease, clock, stands } = aLease();
    clock.advance(3000);
    lease.renew({ monotonicMs: clock.monotonicMs() - 2000, wallMs: clock.wallMs() - 2000 }, 5000);
    clock.advance(2999);
    expect(stands()).toBe(true);
    clock.advance(1);
    expect(stands()).toBe(false);
  });

  test('is not made shorter by a read that confirms less', () => {
    const { lease, clock } = aLease();
    lease.renew({ monotonicMs: clock.monotonicMs() - 1000, wallMs: clock.wallMs() - 1000 }, 5000);
    expect(lease.leftMsAt(clock.monotonicMs())).toBe(5000);
    lease.renew({ monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() + 9_999_999 }, 5000);
    expect(lease.standsAt(clock.monotonicMs())).toBe(true);
  });

  test('tells what is left, and nothing once it has ended', () => {
    const { lease, clock } = aLease();
    clock.advance(1200);
    expect(lease.leftMsAt(clock.monotonicMs())).toBe(3800);
    clock.stepWall(-60_000);
    expect(lease.leftMsAt(clock.monotonicMs())).toBe(0);
  });

  test('ends at once when it is ended', () => {
    const { lease, stands } = aLease();
    lease.end();
    expect(stands()).toBe(false);
  });
});
