/** The costs that the simulation runs with, so that it prints the same everywhere; `npm run scale -- --measure` shows those of a machine beside them. */
import type { Costs, PageCost } from './costs.ts';

/** Measured on 2026-11-27, 2 cores, Node.js 20.20, other work on the machine at the same time. */
export const measuredCosts: Costs = {
  serve: { baseUs: 300, perEntryUs: 1.1 },
  read: { baseUs: 400, perEntryUs: 1.5 },
  pageBytes: 258,
  entryBytes: 104,
  gzippedEntryBytes: 21.7,
  floorBytes: 105,
  start100kMs: 606,
};

/** CPU time of the engine's own process for a read of the log. */
export const measuredStoreReads: Readonly<Record<'redis' | 'postgres', PageCost>> = {
  redis: { baseUs: 280, perEntryUs: 5.3 },
  postgres: { baseUs: 500, perEntryUs: 4.4 },
};
