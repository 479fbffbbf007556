/** The comparison of texts says what `===` says, whatever was compared before. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextComparison } from '../../src/runtime/text-comparison.ts';

const digestLength = 43;
const asciiDigest = fc.string({ unit: 'grapheme-ascii', minLength: digestLength, maxLength: digestLength });
const anyDigest = fc
  .array(fc.constantFrom('A', 'Ł', 'é', '€', '\0'), { minLength: digestLength, maxLength: digestLength })
  .map((parts) => parts.join(''));
const anyText = fc.oneof(asciiDigest, anyDigest, fc.string({ unit: 'grapheme', maxLength: 60 }));

describe('the comparison of texts', () => {
  it('finds exactly the equal ones equal', () => {
    const isEqual = createTextComparison();
    fc.assert(
      fc.property(anyText, anyText, (left, right) => {
        expect(isEqual(left, right)).toBe(left === right);
        expect(isEqual(left, `${left}`)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("finds two texts of a digest's length unequal where one character differs, wherever it stands", () => {
    const isEqual = createTextComparison();
    fc.assert(
      fc.property(asciiDigest, fc.nat(digestLength - 1), fc.constantFrom('Ł', 'é', '€', '\u0001'), (text, place, other) => {
        const changed = text.slice(0, place) + other + text.slice(place + 1);
        expect(isEqual(text, changed)).toBe(false);
        expect(isEqual(changed, text)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads to the end of texts that take more bytes than a digest', () => {
    const isEqual = createTextComparison();
    const start = `${'A'.repeat(digestLength - 3)}€`;
    expect(isEqual(`${start}xy`, `${start}xz`)).toBe(false);
    expect(isEqual(`${start}xy`, `${start}xy`)).toBe(true);
  });
});
