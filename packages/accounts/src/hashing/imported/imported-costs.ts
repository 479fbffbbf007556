/** What imported hashes cost to verify, so that every sign-in can be made to cost it: its time must not tell who was imported. ASVS 6.3.8 */
import type { Seconds } from '@gemel/protocol';
import type { ImportedHash } from './imported-hash.ts';
import { IMPORT_MARK, readImportedHash } from './read-imported-hash.ts';

export interface ImportedCosts {
  /** Reads what kinds there are, where that is not known or no longer fresh. @throws GemelError `store_unavailable` */
  refresh(): Promise<void>;
  /** Counts this one in from now on, which may have been imported a moment ago. */
  learn(hash: ImportedHash): void;
  /** Spends what every kind costs, less what verifying `verified` has cost already. */
  payRest(verified: ImportedHash | undefined): Promise<void>;
}

/** Which kinds of hashes are stored, and a clock. */
export interface ImportedCostParts {
  /** Returns the first stored text of an imported hash that comes after `after`. */
  nextImportedHash(after: string): Promise<string | undefined>;
  now(): Seconds;
}

const freshFor: Seconds = 60;
/** Beyond so many kinds of parameters in one store the rest is left alone. */
const mostProfiles = 64;
/** After every character of base64. */
const lastCharacter = '~';

export function createImportedCosts({ nextImportedHash, now }: ImportedCostParts): ImportedCosts {
  let costliest = new Map<string, ImportedHash>();
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const startedAt = now();
    costliest = await readCostliest(nextImportedHash);
    readAt = startedAt;
  };

  return {
    refresh: async () => {
      if (now() - readAt < freshFor) return;
      reading ??= read().finally(() => (reading = undefined));
      await reading;
    },
    learn: (hash) => keepCostlier(costliest, hash),
    payRest: async (verified) => {
      for (const [family, one] of costliest) await one.spend(one.work - (verified?.family === family ? verified.work : 0));
    },
  };
}

function keepCostlier(costliest: Map<string, ImportedHash>, hash: ImportedHash): void {
  if ((costliest.get(hash.family)?.work ?? 0) < hash.work) costliest.set(hash.family, hash);
}

/** One look-up for each set of parameters: from the first hash that has it to the first after all that have it. */
async function readCostliest(next: ImportedCostParts['nextImportedHash']): Promise<Map<string, ImportedHash>> {
  const costliest = new Map<string, ImportedHash>();
  let stored = await next(IMPORT_MARK);
  for (let count = 0; stored !== undefined && count < mostProfiles; count++) {
    const hash = readImportedHash(stored.slice(IMPORT_MARK.length));
    if (!('problem' in hash)) keepCostlier(costliest, hash);
    stored = await next(`${'problem' in hash ? stored : `${IMPORT_MARK}${hash.profile}`}${lastCharacter}`);
  }
  return costliest;
}
