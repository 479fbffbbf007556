/** Finds the kind of database that a place names; what only the other kinds need is never loaded. */
import type { DatabasePlace } from '../configuration/place.ts';
import type { Database } from './database.ts';

export async function databaseAt(place: DatabasePlace): Promise<Database> {
  if (place.kind === 'sqlite') return (await import('./sqlite/sqlite-database.ts')).createSqliteDatabase(place.path);
  return (await import('./postgres/postgres-database.ts')).createPostgresDatabase(place);
}
