/** What one node, one reader and one entry cost: what the simulation is fed with. */

/** CPU time of an operation on a page: `baseUs` and `perEntryUs` for each entry in it. */
export interface PageCost {
  readonly baseUs: number;
  readonly perEntryUs: number;
}

export interface Costs {
  /** Answering one read of `GET /feed`, in the serving process. */
  readonly serve: PageCost;
  /** Asking for a page over HTTP, parsing it and folding it into a view, in the reading process. */
  readonly read: PageCost;
  /** Bytes of a page's JSON without entries, and of each entry in it. */
  readonly pageBytes: number;
  readonly entryBytes: number;
  /** The same under gzip, as a proxy in between would send it. */
  readonly gzippedEntryBytes: number;
  /** Bytes of memory that an entry takes in a view. */
  readonly floorBytes: number;
  /** Milliseconds for a view to take in 100,000 entries by HTTP, from a node on the same machine. */
  readonly start100kMs: number;
}
