/** The spelling of refresh tokens. */
import { formatRefreshToken, parseRefreshToken, type RefreshTokenParts } from '@gemel/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const bytes = (length: number): fc.Arbitrary<string> =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((one) => Buffer.from(one).toString('base64url'));
const parts: RefreshTokenParts = { secretName: 'AAAAAAAA', sid: 'A'.repeat(22), rotation: 7, secret: 'A'.repeat(43) };
const written = `grt_AAAAAAAA.${'A'.repeat(22)}.7.${'A'.repeat(43)}`;

describe('a refresh token', () => {
  test('is written in four parts after its prefix', () => {
    expect(formatRefreshToken(parts)).toBe(written);
  });

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(bytes(6), bytes(16), fc.integer({ min: 0, max: 999_999_999_999_999 }), bytes(32), (secretName, sid, rotation, secret) => {
        const one = { secretName, sid, rotation, secret };
        expect(parseRefreshToken(formatRefreshToken(one))).toEqual(one);
      }),
    );
  });

  test.each([
    ['nothing', ''],
    ['without its prefix', written.slice(4)],
    ['with its prefix in capitals', written.replace('grt_', 'GRT_')],
    ['with a part missing', written.slice(0, written.lastIndexOf('.'))],
    ['with two parts missing', `grt_AAAAAAAA.${'A'.repeat(22)}`],
    ['with one part alone', 'grt_AAAAAAAA'],
    ['with a fifth part', `${written}.A`],
    ['with an empty fifth part', `${written}.`],
    ['with a rotation written in another way', written.replace('.7.', '.07.')],
    ['with a negative rotation', written.replace('.7.', '.-7.')],
    ['with half a rotation', written.replace('.7.', '.7e1.')],
    ['with no rotation', written.replace('.7.', '..')],
    ['with a space in the rotation', written.replace('.7.', '. 7.')],
    ['with a rotation that a number cannot hold', written.replace('.7.', `.1${'0'.repeat(15)}.`)],
    ['with a short name', written.replace('AAAAAAAA.', 'AAAAAAA.')],
    ['with a long name', written.replace('AAAAAAAA.', 'AAAAAAAAA.')],
    ['with a short session id', written.replace('A'.repeat(22), 'A'.repeat(21))],
    ['J19 with loose bits in the session id', written.replace(`${'A'.repeat(22)}.7`, `${'A'.repeat(21)}B.7`)],
    ['with a short secret', written.slice(0, -1)],
    ['J19 with loose bits in the secret', `${written.slice(0, -1)}B`],
    ['with a line break at the end', `${written}\n`],
    ['with a space in front', ` ${written}`],
    ['of endless length', `${written}${'A'.repeat(200)}`],
  ])('is not read %s', (_title, text) => {
    expect(parseRefreshToken(text)).toBeUndefined();
  });

  test('J27 is never taken for a compact JWS, which has three parts', () => {
    expect(written.split('.')).toHaveLength(4);
  });
});
