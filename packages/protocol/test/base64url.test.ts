/** Strict base64url: one spelling for one string of bytes. */
import { isBase64urlOfLength, isCanonicalBase64url } from '@gemel/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

describe('J19 canonical base64url', () => {
  test.each([
    ['', true],
    ['AA', true],
    ['AAA', true],
    ['AAAA', true],
    ['-_-_', true],
    ['zZ09', true],
    ['A', false],
    ['AAAAA', false],
    ['AB', false],
    ['AP', false],
    ['AQ', true],
    ['AAB', false],
    ['AAD', false],
    ['AAE', true],
    ['AA==', false],
    ['AA+A', false],
    ['AA/A', false],
    ['AA A', false],
    ['AA\nA', false],
    ['AA.A', false],
    ['AAA\u0000', false],
    ['AAAŁ', false],
    ['AAA\u0141', false],
    ['🙂', false],
  ])('%j: %s', (text, is) => {
    expect(isCanonicalBase64url(text)).toBe(is);
  });

  test('is what Node.js writes, and nothing else that Node.js reads', () => {
    const unit = fc.constantFrom(...'ABQZagz059-_+/= ');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 10 }), (text) => {
        expect(isCanonicalBase64url(text)).toBe(Buffer.from(text, 'base64url').toString('base64url') === text);
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => isCanonicalBase64url(Buffer.from(bytes).toString('base64url'))));
  });

  test('has a length that follows from the number of bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), fc.integer({ min: 0, max: 70 }), (bytes, length) => {
        expect(isBase64urlOfLength(Buffer.from(bytes).toString('base64url'), length)).toBe(bytes.length === length);
      }),
    );
    expect(isBase64urlOfLength('AB', 1)).toBe(false);
  });
});
