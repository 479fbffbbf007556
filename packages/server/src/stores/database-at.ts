/** Finds the kind of database that a place names; what only the other kinds need is never loaded. */
import { optionsError } from '@gemel/protocol';
import type { DatabasePlace } from '../configuration/place.ts';
import type { Database } from './database.ts';

export async function databaseAt(place: DatabasePlace): Promise<Database> {
  if (place.kind === 'sqlite') return (await import('./sqlite/sqlite-database.ts')).createSqliteDatabase(place.path);
  throw optionsError('gemel', ['PostgreSQL is not there yet: write GEMEL_DATABASE_URL=sqlite:./data/gemel.db']);
}
