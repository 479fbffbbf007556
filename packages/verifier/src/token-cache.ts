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
 * Creates a cache of at most `size` tokens in two generations: a token used again moves to the young one, and when that is full the
 * old one is dropped. Filed under the signature, which is short to hash; the whole text is compared. A `size` below 2 remembers nothing.
 */
export function createTokenCache<Verified>(size: number): TokenCache<Verified> {
  const generationSize = Math.floor(size / 2);
  let young = new Map<string, Entry<Verified>>();
  let old = new Map<string, Entry<Verified>>();

  function file(signature: string, entry: Entry<Verified>): void {
    if (young.size >= generationSize) {
      old = young;
      young = new Map();
    }
    young.set(signature, entry);
  }

  return {
    find(token) {
      if (typeof token !== 'string') return undefined; // Parsing refuses it.
      const signature = signatureOf(token);
      const recent = young.get(signature);
      const entry = recent ?? old.get(signature);
      if (entry === undefined || entry.token !== token) return undefined;
      if (recent === undefined) file(signature, entry);
      return entry.verified;
    },

    add(token, verified) {
      if (generationSize > 0) file(signatureOf(token), { token, verified });
    },
  };
}

function signatureOf(token: string): string {
  return token.slice(token.lastIndexOf('.') + 1);
}
