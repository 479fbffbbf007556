import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBoundedMap } from '../../src/core/cache/bounded-map.ts';

describe('the bounded map', () => {
  it('never holds more than its capacity, nor anything but the last value set', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9 }),
        fc.array(fc.tuple(fc.constantFrom('get', 'set', 'delete'), fc.nat({ max: 20 }))),
        (capacity, steps) => {
          const map = createBoundedMap<number>(capacity);
          const last = new Map<string, number>();
          for (const [index, [what, number]] of steps.entries()) {
            const key = String(number);
            if (what === 'set') {
              map.set(key, index);
              last.set(key, index);
            } else if (what === 'delete') {
              map.delete(key);
              last.delete(key);
            } else {
              expect([undefined, last.get(key)]).toContain(map.get(key));
            }
            expect(map.size).toBeLessThanOrEqual(capacity);
          }
        },
      ),
    );
  });

  it('keeps what is used and forgets what is not', () => {
    const map = createBoundedMap<number>(4);
    map.set('used', 1);
    map.set('unused', 2);
    for (let index = 0; index < 6; index++) {
      map.set(`other-${index}`, index);
      expect(map.get('used')).toBe(1);
    }
    expect(map.get('unused')).toBeUndefined();
  });

  it('forgets what is deleted, however old it is', () => {
    const map = createBoundedMap<number>(4);
    map.set('a', 1);
    map.set('b', 2);
    map.set('c', 3);
    map.delete('a');
    map.delete('c');
    expect([map.get('a'), map.get('b'), map.get('c')]).toEqual([undefined, 2, undefined]);
  });

  it('holds nothing where it may hold nothing', () => {
    const map = createBoundedMap<number>(0);
    map.set('a', 1);
    expect([map.get('a'), map.size]).toEqual([undefined, 0]);
  });
});
