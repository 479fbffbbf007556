/** Runs the checks in their order; one that cannot be made is a problem by itself, and holds up no other. */
import type { Configuration } from '../configuration/configuration.ts';
import { type RedisPlace, spellPlace } from '../configuration/place.ts';
import { explainFault } from '../start/explain-fault.ts';
import type { Database } from '../stores/database.ts';
import { databaseAt } from '../stores/database-at.ts';
import { openSessions } from '../stores/open-stores.ts';
import { checkClock } from './check-clock.ts';
import { checkFleet } from './check-fleet.ts';
import { checkKeys } from './check-keys.ts';
import { checkMail } from './check-mail.ts';
import { checkProviders } from './check-providers.ts';
import { checkPublicUrl } from './check-public-url.ts';
import { checkSettings } from './check-settings.ts';
import { checkSqlite } from './check-sqlite.ts';
import { type Finding, ok, problem } from './finding.ts';

export async function examine(configuration: Configuration): Promise<readonly Finding[]> {
  const trying = (check: () => Promise<readonly Finding[]>): Promise<readonly Finding[]> =>
    check().catch((error: unknown) => explainFault(error, configuration).map(problem));
  const database = await trying(() => checkDatabase(configuration));
  const { redis } = configuration;
  const sessions = redis === undefined ? [] : await trying(() => checkSessions(redis));
  // What cannot be reached was said once already.
  const isReached = (redis === undefined ? database : sessions).every(({ level }) => level !== 'problem');
  const shared = isReached ? await trying(() => checkShared(configuration)) : [];
  const elsewhere = [
    ...(await trying(() => checkPublicUrl(configuration, { nowMs: Date.now }))),
    ...(await trying(() => checkMail(configuration))),
    ...(await trying(() => checkProviders(configuration))),
  ];
  return [...checkSettings(configuration), ...database, ...sessions, ...shared, ...elsewhere];
}

async function checkDatabase(configuration: Configuration): Promise<readonly Finding[]> {
  const place = configuration.database;
  const database = await databaseAt(place);
  const absence = database.absence();
  if (absence !== undefined) return [problem(absence)];
  const tables = await checkTables(database, spellPlace(place));
  if (place.kind === 'sqlite') return [...tables, ...checkSqlite(place.path)];
  const { examinePostgres } = await import('./examine-postgres.ts');
  return [...tables, ...(await examinePostgres(place))];
}

async function checkTables(database: Database, shown: string): Promise<readonly Finding[]> {
  const lacking = (await database.findLacking()).flatMap(({ component, numbers }) => numbers.map((number) => `${component} ${number}`));
  return lacking.length === 0
    ? [ok(`Database ${shown}: its tables are of this version`)]
    : [problem(`The database ${shown} lacks ${lacking.join(', ')}: run \`gemel migrate\``)];
}

async function checkSessions(redis: RedisPlace): Promise<readonly Finding[]> {
  const { examineRedis } = await import('./examine-redis.ts');
  return examineRedis(redis);
}

/** What needs the store of sessions itself. */
async function checkShared(configuration: Configuration): Promise<readonly Finding[]> {
  const { sessions, close } = await openSessions(configuration);
  try {
    return [...(await checkClock(sessions, Date.now)), ...(await checkFleet(sessions, configuration)), ...(await checkKeys(sessions))];
  } finally {
    await close();
  }
}
