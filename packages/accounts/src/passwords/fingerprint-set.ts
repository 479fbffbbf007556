/** A set of texts held as sorted 32-bit fingerprints: four bytes for each, and no text. */

export interface FingerprintSet {
  readonly size: number;
  readonly byteLength: number;
  /** True for every member; true for one text in `2^32 / size` that is none. */
  has(text: string): boolean;
}

export function createFingerprintSet(texts: readonly string[]): FingerprintSet {
  const fingerprints = Uint32Array.from(texts, fingerprintOf).sort();
  return { size: fingerprints.length, byteLength: fingerprints.byteLength, has: (text) => isAmong(fingerprints, fingerprintOf(text)) };
}

/** FNV-1a over UTF-16 code units with MurmurHash3's last mixing. Not cryptographic: whoever finds a collision is refused a password, no more. */
function fingerprintOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function isAmong(sorted: Uint32Array, wanted: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
}
