/** What the doctor says of the line of keys. */
import { describe, expect, it } from 'vitest';
import { checkKeys } from '../../src/doctor/check-keys.ts';

const day = 86_400;
const now = 1_800_000_000;

/** Keys that sign from so many days ago on; below zero: from so many days on. */
const store = (...ages: readonly number[]): Parameters<typeof checkKeys>[0] => ({
  keys: {
    list: async () => ({
      now,
      value: ages.map((age, index) => ({
        ...{ kid: `key-${index}`, slot: index + 1, algorithm: 'ES256', publicJwk: null, sealedKey: '', secretName: '' },
        activeFrom: now - age * day,
      })),
    }),
  },
});

describe('the doctor of keys', () => {
  it.each([
    ['a line as it should be', [100, 10, -80], /^ok Keys: ES256, the one that signs is 10 days old; the next one is published$/],
    ['no key yet', [], /^ok Keys: none yet/],
    ['none that is next', [10], /^warning Keys: none is next/],
    ['one that signs too long', [120, -1], /^warning Keys: key-0 has signed for 120 days, longer than the 90/],
    ['none that signs', [-1], /^problem Keys: none signs yet/],
  ])('knows %s', async (_what, ages, line) => {
    const findings = await checkKeys(store(...ages));
    expect(findings.map(({ level, text }) => `${level} ${text}`)).toEqual([expect.stringMatching(line)]);
  });
});
