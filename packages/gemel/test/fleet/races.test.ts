/** Races in a fleet, on every engine; `npm run test:long` runs twenty times as many rounds. */
import { RACE_ROUNDS } from '../../src/testing/store-contract/store-case.ts';
import { runRaces } from './run-races.ts';

runRaces(RACE_ROUNDS, 300_000);
