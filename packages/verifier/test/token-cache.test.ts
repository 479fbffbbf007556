/** The cache of verified tokens: keyed by every character, bounded, young and old. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createTokenCache } from '../src/token-cache.ts';
import type { VerifiedToken } from '../src/verified-token.ts';

const verifiedAs = (kid: string): VerifiedToken => ({ kid }) as VerifiedToken; // the cache looks at nothing in it

describe('the cache of verified tokens', () => {
  test('gives back what was added, and nothing for what was not', () => {
    const cache = createTokenCache<VerifiedToken>(10);
    const verified = verifiedAs('a');
    cache.add('h.p.s', verified);
    expect(cache.find('h.p.s')).toBe(verified);
    expect(cache.find('h.p.t')).toBeUndefined();
  });

  test.each(['h.q.s', 'i.p.s', 'h.p.s ', ' h.p.s', 'h.p..s', 's', '.s', 'p.s', 'H.p.s', ''])(
    'J21 takes %j for another token than h.p.s',
    (other) => {
      const cache = createTokenCache<VerifiedToken>(10);
      cache.add('h.p.s', verifiedAs('a'));
      expect(cache.find(other)).toBeUndefined();
    },
  );

  test('J21 keeps tokens apart that end alike, in any number of characters', () => {
    const end = 's'.repeat(342); // as long as a signature of 2048 bits
    const tokens = ['a', 'b', 'ab', 'ba'].map((start) => start + end);
    const cache = createTokenCache<VerifiedToken>(10);
    for (const token of tokens) {
      cache.add(token, verifiedAs(token));
      for (const asked of tokens) expect([undefined, asked]).toContain(cache.find(asked)?.kid);
      expect(cache.find(token)?.kid).toBe(token);
    }
  });

  test('J21 never gives one token what was verified for another', () => {
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '-', '_'), maxLength: 3 });
    const token = fc.tuple(part, part, part).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 40 }), fc.integer({ min: 0, max: 20 }), (tokens, size) => {
        const cache = createTokenCache<VerifiedToken>(size);
        let wrong = 0;
        for (const one of tokens) {
          cache.add(one, verifiedAs(one));
          for (const asked of tokens) wrong += [undefined, asked].includes(cache.find(asked)?.kid) ? 0 : 1;
        }
        expect(wrong).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  test.each([0, 1])('of size %i remembers nothing', (size) => {
    const cache = createTokenCache<VerifiedToken>(size);
    cache.add('h.p.s', verifiedAs('a'));
    expect(cache.find('h.p.s')).toBeUndefined();
  });

  test.each([2, 3, 10, 101])('of size %i never holds more', (size) => {
    const cache = createTokenCache<VerifiedToken>(size);
    const tokens = Array.from({ length: 500 }, (_, index) => `h.p.${index}`);
    for (const token of tokens) {
      cache.add(token, verifiedAs(token));
      cache.find('h.p.0');
    }
    const held = tokens.filter((token) => cache.find(token) !== undefined);
    expect(held.length).toBeLessThanOrEqual(size);
    expect(held.length).toBeGreaterThan(0);
  });

  test('keeps at least the latest half of its size', () => {
    const cache = createTokenCache<VerifiedToken>(10);
    for (let number = 0; number < 33; number++) cache.add(`h.p.${number}`, verifiedAs(String(number)));
    for (let number = 28; number < 33; number++) expect(cache.find(`h.p.${number}`)?.kid).toBe(String(number));
    expect(cache.find('h.p.20')).toBeUndefined();
  });

  test('keeps a token that is used while many others come and go', () => {
    const cache = createTokenCache<VerifiedToken>(10);
    cache.add('h.p.used', verifiedAs('used'));
    for (let number = 0; number < 100; number++) {
      cache.add(`h.p.${number}`, verifiedAs(String(number)));
      expect(cache.find('h.p.used')?.kid).toBe('used');
    }
  });

  test('moves a token that is used to the young, from where it is not dropped next', () => {
    const cache = createTokenCache<VerifiedToken>(4);
    for (const name of ['a', 'b', 'c']) cache.add(`h.p.${name}`, verifiedAs(name));
    cache.find('h.p.a');
    cache.add('h.p.d', verifiedAs('d'));
    expect(['a', 'b', 'c', 'd'].map((name) => cache.find(`h.p.${name}`)?.kid)).toEqual(['a', undefined, 'c', 'd']);
  });

  test('is asked in vain with something that is no text', () => {
    expect(createTokenCache<VerifiedToken>(10).find(7 as unknown as string)).toBeUndefined();
  });
});
