/** Moments on a command line. */
import { expect, it } from 'vitest';
import { parseMoment } from '../../src/commands/parse-moment.ts';

const now = 1_800_000_000;

it.each([
  ['30s', now - 30],
  ['90m', now - 5400],
  ['24h', now - 86_400],
  ['7d', now - 604_800],
  ['2026-11-27', 1_795_737_600],
  ['2026-11-27T12:00Z', 1_795_780_800],
  ['2026-11-27T12:00:00.5+02:00', 1_795_773_600.5],
])('%s is %d', (text, time) => {
  expect(parseMoment(text, now)).toBe(time);
});

it.each(['', 'yesterday', '7', '7w', '-7d', '2026-13-01', '2026-11-27 12:00', '2026-11-27T12:00', '27.11.2026', '1e3h'])(
  '%j is no time',
  (text) => {
    expect(parseMoment(text, now)).toBeUndefined();
  },
);
