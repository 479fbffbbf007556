/** Makes the configuration from an environment, or one error that lists everything that is missing or wrong. */
import { optionsError } from '@gemel/protocol';
import { configurationTable, type SettingName } from './configuration-table.ts';
import type { MailSettings } from '../mail/mail-place.ts';
import { parseMailFrom, parseMailUrl } from '../mail/parse-mail.ts';
import type { Configuration } from './configuration.ts';
import { createTake } from './create-take.ts';
import { parseDatabaseUrl, parsePooler, parseRedisUrl, parseReplicaUrl } from './parse-place.ts';
import {
  parseAllowedOrigins,
  parseAuditDays,
  parseCookieName,
  parseEmailVerification,
  parseMaxStaleness,
  parseOnStale,
  parseProviders,
  parseRoles,
  parseSecrets,
  parseSecondFactor,
  parseSignInLinks,
  parseSignInNotices,
  parseTokenAlgorithm,
  parseTrustedProxies,
  parseUnsealedPasskeys,
  parseUrl,
  parseWaitReplicas,
} from './parse-setting.ts';
import {
  parseBoundTokens,
  parseInactivityTimeout,
  parseLimits,
  parseOverallTimeout,
  parseSessionsNeedProof,
  parseTotpSteps,
  problemsOfTimeouts,
} from './parse-policy.ts';
import { problemsOfSite, takePasskeySite } from './take-passkey-site.ts';
import type { DatabasePlace, RedisPlace } from './place.ts';
import { type Environment, readSettings } from './read-settings.ts';
import { problemsWithListening, takeListening } from './take-listening.ts';

/** What the configuration is for: `store` demands nothing beyond the stores. */
export type Purpose = 'serve' | 'store';

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
  const { values, isProduction, problems } = readSettings(environment, readTextFile);
  const take = createTake(values, problems);

  const configuration: Configuration = {
    isProduction,
    url: take('GEMEL_URL', parseUrl),
    ...takeListening(take, isProduction),
    secrets: take('GEMEL_SECRET', parseSecrets),
    database: takeDatabase(),
    redis: takeRedis(),
    freshness: { maxStaleness: take('GEMEL_MAX_STALENESS', parseMaxStaleness), onStale: take('GEMEL_ON_STALE', parseOnStale) },
    tokenAlgorithm: take('GEMEL_TOKEN_ALGORITHM', parseTokenAlgorithm),
    areTokensBound: take('GEMEL_BOUND_TOKENS', parseBoundTokens) ?? false,
    secondFactor: take('GEMEL_SECOND_FACTOR', parseSecondFactor),
    totpSteps: take('GEMEL_TOTP_STEPS', parseTotpSteps),
    passkeySite: takePasskeySite(take),
    timeouts: {
      inactivityTimeout: take('GEMEL_INACTIVITY_TIMEOUT', parseInactivityTimeout),
      overallTimeout: take('GEMEL_OVERALL_TIMEOUT', parseOverallTimeout),
    },
    sessionsNeedProof: take('GEMEL_SESSIONS_NEED_PROOF', parseSessionsNeedProof) ?? false,
    limits: take('GEMEL_LIMITS', parseLimits),
    unsealedPasskeys: take('GEMEL_UNSEALED_PASSKEYS', parseUnsealedPasskeys),
    trustedProxies: take('GEMEL_TRUSTED_PROXIES', parseTrustedProxies) ?? [],
    allowedOrigins: take('GEMEL_ALLOWED_ORIGINS', parseAllowedOrigins) ?? [],
    cookieName: take('GEMEL_COOKIE_NAME', parseCookieName),
    mail: takeMail(),
    mailPolicy: {
      signInLinks: take('GEMEL_SIGN_IN_LINKS', parseSignInLinks) ?? false,
      requiresVerifiedEmail: take('GEMEL_EMAIL_VERIFICATION', parseEmailVerification) ?? false,
      notices: take('GEMEL_SIGN_IN_NOTICES', parseSignInNotices),
    },
    providers: take('GEMEL_PROVIDERS', parseProviders),
    roles: take('GEMEL_ROLES', parseRoles),
    auditDays: take('GEMEL_AUDIT_DAYS', parseAuditDays),
  };
  problems.push(
    ...problemsWithListening(configuration, values),
    ...unusedPlaces(configuration, values),
    ...problemsOfSite(configuration),
    ...problemsOfTimeouts(configuration),
  );
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

  function takeMail(): MailSettings | undefined {
    const place = take('GEMEL_MAIL_URL', parseMailUrl);
    const sender = take('GEMEL_MAIL_FROM', parseMailFrom);
    return place === undefined || sender === undefined ? undefined : { place, sender };
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
  if (has('GEMEL_MAIL_URL') && !has('GEMEL_MAIL_FROM')) {
    problems.push("GEMEL_MAIL_FROM is missing beside GEMEL_MAIL_URL: write GEMEL_MAIL_FROM='Example <login@example.com>'");
  }
  if (has('GEMEL_MAIL_FROM') && !has('GEMEL_MAIL_URL')) {
    problems.push('GEMEL_MAIL_FROM does nothing without GEMEL_MAIL_URL: set that too, or remove it');
  }
  for (const name of ['GEMEL_FEED_URL', 'GEMEL_FEED_CLIENT'] as const) {
    if (has(name)) problems.push(`${name} does nothing here, it is for \`gemel relay\`: remove it`);
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
  if (!values.has('GEMEL_MAIL_URL')) {
    const { signInLinks, requiresVerifiedEmail } = configuration.mailPolicy;
    const needing = [...(signInLinks ? ['GEMEL_SIGN_IN_LINKS'] : []), ...(requiresVerifiedEmail ? ['GEMEL_EMAIL_VERIFICATION'] : [])];
    problems.push(...needing.map((name) => `${name} needs GEMEL_MAIL_URL in production: set that too, or remove it`));
  }
  if (configuration.url?.startsWith('http:')) {
    problems.push(`GEMEL_URL must begin with https:// in production: write GEMEL_URL=${configuration.url.replace('http:', 'https:')}`);
  }
  return problems;
}
