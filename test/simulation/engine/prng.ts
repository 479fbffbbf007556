/** All chance of a simulation comes from one number, so that a number is enough to see a failure again. */

export interface Prng {
  /** From 0, below 1. */
  float(): number;
  /** A whole number from 0, below `end`. */
  int(end: number): number;
  between(low: number, high: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** Base64url, as long as that of so many bytes. */
  text(byteLength: number): string;
  /** A stream of its own: what is drawn from it changes nothing for the others. */
  fork(name: string): Prng;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Returns the stream of a seed and a name (sfc32, seeded by FNV-1a). */
export function createPrng(seed: number, name = ''): Prng {
  let a = mix(seed, name);
  let b = mix(a, 'b');
  let c = mix(b, 'c');
  let counter = 1;

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  }
  for (let turn = 0; turn < 12; turn++) next();

  const float = (): number => next() / 4_294_967_296;
  const int = (end: number): number => Math.floor(float() * end);
  return {
    float,
    int,
    between: (low, high) => low + float() * (high - low),
    chance: (probability) => float() < probability,
    pick(list) {
      const found = list[int(list.length)];
      if (found === undefined) throw new Error('nothing to pick from');
      return found;
    },
    text(byteLength) {
      const length = Math.ceil((byteLength * 4) / 3);
      let text = '';
      for (let index = 0; index < length - 1; index++) text += alphabet.charAt(next() & 63);
      // Canonical base64url: the bits of the last character that say nothing are zero.
      const spare = [0, 4, 2][byteLength % 3] ?? 0;
      return text + alphabet.charAt(((next() & 63) >>> spare) << spare);
    },
    fork: (forked) => createPrng(seed, `${name}/${forked}`),
  };
}

function mix(seed: number, text: string): number {
  let hash = (2_166_136_261 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x85eb_ca6b);
  return (hash ^ (hash >>> 13)) | 0;
}
