/** Makes the configuration from an environment, or one error that lists everything that is missing or wrong. */
import { optionsError } from '@gemel/protocol';
import { configurationTable, type SettingName } from './configuration-table.ts';
import type { Configuration } from './configuration.ts';
import {
  type Parsed,
  parseAllowedOrigins,
  parseCookieName,
  parseDatabaseUrl,
  parseHost,
  parseLogLevel,
  parsePort,
  parseSecrets,
  parseTrustedProxies,
  parseUrl,
} from './parse-setting.ts';
import { type Environment, readSettings } from './read-settings.ts';

/** What the configuration is for: `migrate` demands nothing beyond the database. */
export type Purpose = 'serve' | 'migrate';

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
    secrets: take('GEMEL_SECRET', parseSecrets),
    databasePath: take('GEMEL_DATABASE_URL', parseDatabaseUrl) ?? './data/gemel.db',
    trustedProxies: take('GEMEL_TRUSTED_PROXIES', parseTrustedProxies) ?? [],
    allowedOrigins: take('GEMEL_ALLOWED_ORIGINS', parseAllowedOrigins) ?? [],
    cookieName: take('GEMEL_COOKIE_NAME', parseCookieName),
    logLevel: take('GEMEL_LOG_LEVEL', parseLogLevel) ?? 'info',
  };
  if (isProduction && purpose === 'serve') problems.push(...missingInProduction(configuration, values));
  return { configuration, problems };

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

function missingInProduction(configuration: Configuration, values: ReadonlyMap<SettingName, string>): string[] {
  const problems = configurationTable
    .filter(({ name, isRequiredInProduction }) => isRequiredInProduction && !values.has(name))
    .map(({ name, example }) => `${name} is missing: set it to ${example.startsWith('the ') ? example : `your own, such as ${example}`}`);
  if (configuration.url?.startsWith('http:')) {
    problems.push(`GEMEL_URL must begin with https:// in production: write GEMEL_URL=${configuration.url.replace('http:', 'https:')}`);
  }
  return problems;
}
