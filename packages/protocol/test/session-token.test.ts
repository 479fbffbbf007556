/** The spelling of session ids and session tokens. */
import { formatSessionToken, isSid, parseSessionToken } from '@gemel/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const sid = 'A'.repeat(22);
const secret = 'B'.repeat(42) + 'A';
const bytes = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((one) => Buffer.from(one).toString('base64url'));

describe('a session token', () => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(bytes(16), bytes(32), (oneSid, oneSecret) => {
        expect(parseSessionToken(formatSessionToken(oneSid, oneSecret))).toEqual({ sid: oneSid, secret: oneSecret });
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['a session id alone', sid],
    ['no secret', `${sid}.`],
    ['a secret alone', `.${secret}`],
    ['another character between', `${sid}_${secret}`],
    ['a colon between', `${sid}:${secret}`],
    ['a secret that is short', `${sid}.${secret.slice(1)}`],
    ['a secret that is long', `${sid}.${secret}A`],
    ['a session id that is short', `${sid.slice(1)}.${secret}`],
    ['a session id that is long', `A${sid}.${secret}`],
    ['the dot one place early', `${sid.slice(1)}.A${secret}`],
    ['a third part', `${sid}.${secret.slice(0, 41)}.A`],
    ['padding', `${sid}.${secret.slice(0, 42)}=`],
    ['J19 loose bits in the session id', `${'A'.repeat(21)}B.${secret}`],
    ['J19 loose bits in the secret', `${sid}.${'B'.repeat(42)}B`],
    ['S06 a line break', `${sid}.${secret.slice(0, 41)}\n${secret.slice(0, 1)}`],
    ['a space in front', ` ${sid}.${secret}`],
    ['U+00A0 in front', `\u00a0${sid}.${secret}`],
    ['the other alphabet', `${sid}.${'+'.repeat(42)}A`],
  ])('is not %s', (_title, text) => {
    expect(parseSessionToken(text)).toBeUndefined();
  });
});

describe('a session id', () => {
  test.each([
    [sid, true],
    ['AQIDBAUGBwgJCgsMDQ4PEA', true],
    ['A'.repeat(21), false],
    ['A'.repeat(23), false],
    [`${'A'.repeat(21)}B`, false],
    [`${'A'.repeat(21)}=`, false],
    ['', false],
    ['__proto__', false],
  ])('%j: %s', (text, is) => {
    expect(isSid(text)).toBe(is);
  });
});
