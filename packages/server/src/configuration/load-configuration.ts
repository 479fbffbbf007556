/** Makes the configuration from an environment, or one error that lists everything that is missing or wrong. */
import { optionsError } from '@gemel/protocol';
import { configurationTable, type SettingName } from './configuration-table.ts';
import type { Configuration } from './configuration.ts';
import { parseDatabaseUrl, parsePooler, parseRedisUrl, parseReplicaUrl } from './parse-place.ts';
import {
  type Parsed,
  parseAdminHost,
  parseAdminPort,
  parseAllowedOrigins,
  parseClients,
  parseCookieName,
  parseHost,
  parseLogLevel,
  parseMaxStaleness,
  parseOnStale,
  parsePort,
  parseSecrets,
  parseTokenAlgorithm,
  parseTrustedProxies,
  parseUrl,
  parseWaitReplicas,
} from './parse-setting.ts';
import type { DatabasePlace, RedisPlace } from './place.ts';
import { type Environment, readSettings } from './read-settings.ts';

/** What the configuration is for: `store` demands nothing beyond the stores. */
export type Purpose = 'serve' | 'store';

const modes: readonly string[] = ['development', 'production', 'test'];

export interface JudgedConfiguration {
  readonly configuration: Configuration;
  /** One line each: what is missing or wrong, and what to write. */
  readonly problems: readonly string[];
}

/**
 * Judges every setting before it complains of any.
 *
 * @param readTextFile reads a `_FILE` twin's file; may throw.
 */
export function judgeConfiguration(
  environment: Environment,
  readTextFile: (path: string) => string,
  purpose: Purpose = 'serve',
): JudgedConfiguration {
  const mode = environment['NODE_ENV'] || 'development';
  const isProduction = mode === 'production';
  const { values, problems: nameProblems } = readSettings(environment, readTextFile);
  const problems = [...nameProblems];
  if (!modes.includes(mode)) problems.push(`NODE_ENV is '${mode}': write NODE_ENV=production or NODE_ENV=development`);

  const configuration: Configuration = {
    isProduction,
    url: take('GEMEL_URL', parseUrl),
    port: take('GEMEL_PORT', parsePort) ?? 4000,
    host: take('GEMEL_HOST', parseHost) ?? (isProduction ? undefined : '127.0.0.1'),
    admin: { port: take('GEMEL_ADMIN_PORT', parseAdminPort) ?? 4001, host: take('GEMEL_ADMIN_HOST', parseAdminHost) ?? '127.0.0.1' },
    secrets: take('GEMEL_SECRET', parseSecrets),
    database: takeDatabase(),
    redis: takeRedis(),
    freshness: { maxStaleness: take('GEMEL_MAX_STALENESS', parseMaxStaleness), onStale: take('GEMEL_ON_STALE', parseOnStale) },
    tokenAlgorithm: take('GEMEL_TOKEN_ALGORITHM', parseTokenAlgorithm),
    trustedProxies: take('GEMEL_TRUSTED_PROXIES', parseTrustedProxies) ?? [],
    allowedOrigins: take('GEMEL_ALLOWED_ORIGINS', parseAllowedOrigins) ?? [],
    clients: take('GEMEL_CLIENTS', parseClients) ?? [],
    cookieName: take('GEMEL_COOKIE_NAME', parseCookieName),
    logLevel: take('GEMEL_LOG_LEVEL', parseLogLevel) ?? 'info',
  };
  const { port, admin } = configuration;
  if (port !== 0 && port === admin.port) problems.push(`GEMEL_PORT and GEMEL_ADMIN_PORT are both ${port}: give them two ports`);
  problems.push(...unusedPlaces(configuration, values));
  if (isProduction && purpose === 'serve') problems.push(...missingInProduction(configuration, values));
  return { configuration, problems };

  function takeDatabase(): DatabasePlace {
    const database = take('GEMEL_DATABASE_URL', parseDatabaseUrl) ?? { kind: 'sqlite', path: './data/gemel.db' };
    const replicaUrl = take('GEMEL_DATABASE_REPLICA_URL', parseReplicaUrl);
    const isPooled = take('GEMEL_DATABASE_POOLER', parsePooler) ?? false;
    return database.kind === 'postgres' ? { ...database, replicaUrl, isPooled } : database;
  }

  function takeRedis(): RedisPlace | undefined {
    const place = take('GEMEL_REDIS_URL', parseRedisUrl);
    const waitReplicas = take('GEMEL_REDIS_WAIT_REPLICAS', parseWaitReplicas) ?? 0;
    return place === undefined ? undefined : { ...place, waitReplicas };
  }

  function take<T>(name: SettingName, parse: (text: string) => Parsed<T>): T | undefined {
    const text = values.get(name);
    if (text === undefined) return undefined;
    const parsed = parse(text);
    if ('value' in parsed) return parsed.value;
    problems.push(`${name} ${parsed.problem}`);
    return undefined;
  }
}

/** Returns the configuration. @throws GemelError `options_invalid`, one line per problem */
export function loadConfiguration(
  environment: Environment,
  readTextFile: (path: string) => string,
  purpose: Purpose = 'serve',
): Configuration {
  const { configuration, problems } = judgeConfiguration(environment, readTextFile, purpose);
  if (problems.length > 0) throw optionsError('gemel', problems);
  return configuration;
}

/** Settings that would do nothing beside the others: whoever wrote them expects something of them. */
function unusedPlaces({ database }: Configuration, values: ReadonlyMap<SettingName, string>): string[] {
  const problems: string[] = [];
  const has = (name: SettingName): boolean => values.has(name);
  if (has('GEMEL_REDIS_WAIT_REPLICAS') && !has('GEMEL_REDIS_URL')) {
    problems.push('GEMEL_REDIS_WAIT_REPLICAS does nothing without GEMEL_REDIS_URL: set that too, or remove it');
  }
  if (has('GEMEL_DATABASE_POOLER') && database.kind === 'sqlite') {
    problems.push('GEMEL_DATABASE_POOLER needs a postgres:// URL in GEMEL_DATABASE_URL: set that, or remove it');
  }
  if (!has('GEMEL_DATABASE_REPLICA_URL')) return problems;
  if (database.kind === 'sqlite')
    problems.push('GEMEL_DATABASE_REPLICA_URL needs a postgres:// URL in GEMEL_DATABASE_URL: set that, or remove it');
  if (has('GEMEL_REDIS_URL'))
    problems.push('GEMEL_DATABASE_REPLICA_URL is for sessions in PostgreSQL, but GEMEL_REDIS_URL puts them into Redis: remove one of them');
  return problems;
}

function missingInProduction(configuration: Configuration, values: ReadonlyMap<SettingName, string>): string[] {
  const problems = configurationTable
    .filter(({ name, isRequiredInProduction }) => isRequiredInProduction && !values.has(name))
    .map(({ name, example }) => `${name} is missing: set it to ${example.startsWith('the ') ? example : `your own, such as ${example}`}`);
  if (configuration.url?.startsWith('http:')) {
    problems.push(`GEMEL_URL must begin with https:// in production: write GEMEL_URL=${configuration.url.replace('http:', 'https:')}`);
  }
  return problems;
}
