/**
 * Whether the time of an answer tells that an address has an account: ten thousand requests of each kind, in random order. What was measured stands in
 * docs/results/enumeration.md. ASVS 6.3.8
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendReportLine } from '../../../../test/faults/fleet/report-lines.ts';
import { openSuspects, type Suspects } from './arms.ts';
import { timeArms } from './time-arms.ts';
import { compareArms, compareBelow } from './welch.ts';

const samples = Number(process.env['GEMEL_ENUMERATION_SAMPLES'] ?? 10_000);
const warmUp = 1000;
const bar = 4.5;
/** Seconds for one flow: a machine that is busy measures fewer, and the page says how many. */
const within = Number(process.env['GEMEL_ENUMERATION_SECONDS'] ?? 600);

let suspects: Suspects;
beforeAll(async () => {
  suspects = await openSuspects(samples + warmUp);
}, 600_000);
afterAll(() => suspects.stop());

describe('the time of an answer does not tell whether an address has an account (6.3.8)', () => {
  test.each(['sign-in', 'reset', 'passkey begin', 'sign-up'])('%s', async (flow) => {
    const pair = suspects.pairs.find((one) => one.flow === flow);
    if (pair === undefined) throw new Error(`there is no ${flow}`);
    const { times, answers } = await timeArms(pair.arms, { samples, warmUp, within });
    const whole = compareArms(...times);
    const below = compareBelow(0.9, ...times);
    appendReportLine('enumeration', {
      flow,
      samples: times.map(({ length }) => length),
      t: whole.t,
      meansUs: whole.means,
      deviationsUs: whole.deviations,
      tBelow: below.t,
      meansBelowUs: below.means,
    });
    if (flow !== 'passkey begin') expect(answers[0]).toEqual(answers[1]);
    expect.soft(Math.abs(below.t)).toBeLessThan(bar);
    expect(Math.abs(whole.t)).toBeLessThan(bar);
  });
});
