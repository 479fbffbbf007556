/** Remembers tokens that have been verified, in bounded memory; what may have changed since is asked again at each use. */

export interface TokenCache<Verified> {
  /** Returns what exactly this text was verified as. J21 */
  find(token: string): Verified | undefined;
  add(token: string, verified: Verified): void;
}

interface Entry<Verified> {
  readonly token: string;
  readonly verified: Verified;
}

/**
 * Characters: the last 72 bits of a signature, which tokens do not share; two that did would take turns. Where a signature begins would
 * have to be looked for, and a text of 13 characters or more is no copy but a window on the token, slower to hash and to compare.
 */
const endLength = 12;

/**
 * Creates a cache of at most `size` tokens in two generations: a token used again moves to the young one, and when that is full the
 * old one is dropped. Filed under the token's end, which is short to hash; the whole text is compared. A `size` below 2 remembers nothing.
 */
export function createTokenCache<Verified>(size: number): TokenCache<Verified> {
  const generationSize = Math.floor(size / 2);
  let young = new Map<string, Entry<Verified>>();
  let old = new Map<string, Entry<Verified>>();

  function file(end: string, entry: Entry<Verified>): void {
    if (young.size >= generationSize) {
      old = young;
      young = new Map();
    }
    young.set(end, entry);
  }

  return {
    find(token) {
      if (generationSize === 0 || typeof token !== 'string') return undefined; // Parsing refuses what is no text.
      const end = endOf(token);
      const recent = young.get(end);
      const entry = recent ?? old.get(end);
      if (entry === undefined || entry.token !== token) return undefined;
      if (recent === undefined) file(end, entry);
      return entry.verified;
    },

    add(token, verified) {
      if (generationSize > 0) file(endOf(token), { token, verified });
    },
  };
}

function endOf(token: string): string {
  return token.slice(-endLength);
}
