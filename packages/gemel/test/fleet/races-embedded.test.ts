/** Races in a fleet in memory and on SQLite; `npm run test:long` runs twenty times as many rounds on every engine. */
import { RACE_ROUNDS } from '../../src/testing/store-contract/store-case.ts';
import { runRaces } from './run-races.ts';
import { engineGroups } from './store-engines.ts';

runRaces(engineGroups.embedded, RACE_ROUNDS, 300_000);
