/** Where an end holds, in words. */

export const reachWords = {
  committed: 'no node accepts it later than the bound from now',
  applied: 'every node has heard of it',
  bounded: 'every node has heard of it, or trusts nothing that it has',
  unguaranteed: 'written, but a node accepts when stale, or the nodes are not known: look at `gemel fleet`',
} as const;
