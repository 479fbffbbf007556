/** Times as the pages say them. */
import { describe, expect, it } from 'vitest';
import { machineTime } from '../../src/pages/machine-time.ts';
import { spellDate, spellDuration, spellRelative } from '../../src/texts/en/spell-time.ts';

const now = 1_795_446_000;

describe('a time', () => {
  it.each([
    [0, 'just now'],
    [-44, 'just now'],
    [20, 'in a moment'],
    [-60, '1 minute ago'],
    [-59 * 60, '59 minutes ago'],
    [-3599, '1 hour ago'],
    [3600, 'in 1 hour'],
    [-23 * 3600, '23 hours ago'],
    [-86_300, '1 day ago'],
    [-20 * 86_400, '20 days ago'],
  ])('%d seconds from now is said as %j', (distance, words) => {
    expect(spellRelative(now + distance, now)).toBe(words);
  });

  it('is a date in UTC for people and for machines', () => {
    expect(spellDate(now)).toBe('23 November 2026, 15:00 UTC');
    expect(machineTime(now)).toBe('2026-11-23T15:00:00.000Z');
    expect([spellDuration(1), spellDuration(300)]).toEqual(['1 second', '5 minutes']);
  });
});
