/** Opens the stores that a configuration names: sessions and accounts in one database, or sessions apart in Redis. */
import { optionsError } from '@gemel/protocol';
import type { Configuration } from '../configuration/configuration.ts';
import type { OpenDatabase } from './database.ts';
import { databaseAt } from './database-at.ts';

/** @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable`, `options_invalid` */
export async function openStores({ database, redis }: Pick<Configuration, 'database' | 'redis'>): Promise<OpenDatabase> {
  if (redis !== undefined) throw optionsError('gemel', ['Redis is not there yet: leave GEMEL_REDIS_URL out']);
  return (await databaseAt(database)).open();
}
