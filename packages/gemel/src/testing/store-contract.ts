/** What every store must do, as an array of named cases that need no test framework. */
import { announceCases } from './store-contract/announce-cases.ts';
import { changeCases } from './store-contract/change-cases.ts';
import { everybodyCases } from './store-contract/everybody-cases.ts';
import { epochCases } from './store-contract/epoch-cases.ts';
import { fleetCases } from './store-contract/fleet-cases.ts';
import { keyCases } from './store-contract/key-cases.ts';
import { logCases } from './store-contract/log-cases.ts';
import { receiptCases } from './store-contract/receipt-cases.ts';
import { roundTripCases } from './store-contract/round-trip-cases.ts';
import { rotationCases } from './store-contract/rotation-cases.ts';
import type { StoreCase } from './store-contract/store-case.ts';
import { subjectCases } from './store-contract/subject-cases.ts';

export type { StoreCase, StoreHarness } from './store-contract/store-case.ts';

/**
 * Run each case against a fresh store of the real engine, with a time limit: a case about waiting fails by not ending.
 *
 * @example
 * for (const { name, run } of storeContract) test(name, async () => run(await openFreshStore()));
 */
export const storeContract: readonly StoreCase[] = [
  ...changeCases,
  ...rotationCases,
  ...subjectCases,
  ...everybodyCases,
  ...logCases,
  ...announceCases,
  ...keyCases,
  ...receiptCases,
  ...epochCases,
  ...fleetCases,
  ...roundTripCases,
];
