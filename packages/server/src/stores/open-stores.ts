/** Opens the stores that a configuration names: sessions and accounts in one database, or sessions apart in Redis. */
import { optionsError } from '@gemel/protocol';
import type { SessionStore } from 'gemel';
import type { Configuration } from '../configuration/configuration.ts';
import type { Database, OpenDatabase } from './database.ts';
import { databaseAt } from './database-at.ts';

type Places = Pick<Configuration, 'database' | 'redis'>;

export interface OpenSessions {
  readonly sessions: SessionStore;
  /** Closes the store, and what it was opened on. */
  close(): Promise<void>;
}

/** Makes nothing. @throws GemelError `schema_outdated`, `schema_too_new`, `store_unavailable`; `options_invalid` where there is no database */
export async function openStores({ database, redis }: Places): Promise<OpenDatabase> {
  const place = await existing(database);
  if (redis === undefined) return place.open();
  const { accounts, close } = await place.openAccounts();
  try {
    const { openRedisSessions } = await import('./redis/redis-sessions.ts');
    const apart = await openRedisSessions(redis);
    return {
      accounts,
      sessions: apart.sessions,
      async close() {
        await apart.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The accounts alone, for commands; makes nothing. @throws GemelError as `openSessions` does */
export async function openAccounts({ database }: Pick<Places, 'database'>): Promise<Omit<OpenDatabase, 'sessions'>> {
  return (await existing(database)).openAccounts();
}

/** The sessions alone, for commands; makes nothing. @throws GemelError as `openStores` does; `options_invalid` where there is no database */
export async function openSessions({ database, redis }: Places): Promise<OpenSessions> {
  if (redis !== undefined) return (await import('./redis/redis-sessions.ts')).openRedisSessions(redis);
  return (await existing(database)).open();
}

/** SQLite's driver would make a file that anybody may read. */
async function existing(database: Places['database']): Promise<Database> {
  const place = await databaseAt(database);
  const absence = place.absence();
  if (absence !== undefined) throw optionsError('gemel', [absence]);
  return place;
}
