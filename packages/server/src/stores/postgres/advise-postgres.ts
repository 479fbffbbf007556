/** Lets whatever a store says of PostgreSQL come out as a line that says what to do. */
import { GemelError, optionsError } from '@gemel/protocol';
import { type PostgresPlace, spellPlace } from '../../configuration/place.ts';
import { explainPostgres } from './explain-postgres.ts';

/** @throws GemelError `options_invalid` with the line, in place of `store_unavailable` */
export async function advisePostgres<T>(place: PostgresPlace, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof GemelError) || error.code !== 'store_unavailable') throw error;
    throw optionsError('gemel', [explainPostgres(error.cause, { shown: spellPlace(place), setting: 'GEMEL_DATABASE_URL' })]);
  }
}
