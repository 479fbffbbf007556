/** The statistic itself: a test that could not tell arms apart would tell nothing. */
import { describe, expect, it } from 'vitest';
import { compareArms, compareBelow } from './welch.ts';

describe("Welch's t", () => {
  it('is that of the textbook', () => {
    const left = [27.5, 21, 19, 23.6, 17, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19, 21.7, 21.4];
    const right = [27.1, 22, 20.8, 23.4, 23.4, 23.5, 25.8, 22, 24.8, 20.2, 21.9, 22.1, 22.9, 30, 23.9];
    expect(compareArms(left, right).t).toBeCloseTo(-2.83526, 4);
  });

  it('finds a difference of a twentieth of the noise in ten thousand samples, and none where there is none', () => {
    // Numbers that look random, the same in each run.
    let state = 1;
    const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const noise = (): number => next() + next() + next() + next() - 2;
    const arm = (shift: number): readonly number[] => Array.from({ length: 10_000 }, () => noise() + shift);
    expect(Math.abs(compareArms(arm(0), arm(0)).t)).toBeLessThan(4.5);
    expect(Math.abs(compareArms(arm(0), arm(0.05)).t)).toBeGreaterThan(4.5);
  });

  it('without the slowest is not fooled by a machine that stood still', () => {
    const steady = Array.from({ length: 1000 }, (_, index) => 10 + (index % 7));
    const stalled = steady.map((time, index) => (index < 50 ? 10_000 : time));
    expect(compareArms(steady, stalled).means[1]).toBeGreaterThan(400);
    expect(compareBelow(0.95, steady, stalled).means[1]).toBeLessThan(17);
  });
});
