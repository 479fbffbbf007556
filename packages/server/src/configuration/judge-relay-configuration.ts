/** Makes the configuration of a relay from an environment, and says everything that is missing or wrong. */
import type { RevocationFeed } from '@gemel/protocol';
import { type ClientCredentials, createHttpFeed, createIssuerFeed } from '@gemel/verifier';
import { configurationTable, type SettingName } from './configuration-table.ts';
import { createTake } from './create-take.ts';
import { parseFeedClient, parseFeedUrl, parseUrl } from './parse-setting.ts';
import { type Environment, readSettings } from './read-settings.ts';
import { type ListeningSettings, problemsWithListening, takeListening } from './take-listening.ts';

export interface RelayConfiguration extends ListeningSettings {
  readonly isProduction: boolean;
  /** Where the feed comes from, in words: an issuer, or the address of a feed. */
  readonly source: string;
  /** The feed that is passed on; undefined where the settings name none that can be trusted. */
  readonly feed: RevocationFeed | undefined;
}

export interface JudgedRelayConfiguration {
  readonly configuration: RelayConfiguration;
  /** One line each: what is missing or wrong, and what to write. */
  readonly problems: readonly string[];
}

const taken: readonly SettingName[] = [
  'GEMEL_URL',
  'GEMEL_PORT',
  'GEMEL_HOST',
  'GEMEL_ADMIN_PORT',
  'GEMEL_ADMIN_HOST',
  'GEMEL_CLIENTS',
  'GEMEL_FEED_ACCESS',
  'GEMEL_FEED_URL',
  'GEMEL_FEED_CLIENT',
  'GEMEL_LOG_LEVEL',
];

/**
 * @param readTextFile reads a `_FILE` twin's file; may throw.
 * @param allowPlainHttp true where the network between this relay and the feed is trusted.
 */
export function judgeRelayConfiguration(
  environment: Environment,
  readTextFile: (path: string) => string,
  allowPlainHttp: boolean,
): JudgedRelayConfiguration {
  const { values, isProduction, problems } = readSettings(environment, readTextFile);
  const take = createTake(values, problems);
  const listening = takeListening(take, isProduction);
  const issuer = take('GEMEL_URL', parseUrl);
  const feedUrl = take('GEMEL_FEED_URL', parseFeedUrl);
  const client = take('GEMEL_FEED_CLIENT', parseFeedClient);
  problems.push(...problemsWithListening(listening, values), ...notTaken(values));
  if (!values.has('GEMEL_URL') && !values.has('GEMEL_FEED_URL'))
    problems.push(
      'GEMEL_URL is missing: set it to the issuer, such as https://login.example.com, or GEMEL_FEED_URL to the feed that is to be passed on',
    );
  if (values.has('GEMEL_FEED_CLIENT') && !values.has('GEMEL_FEED_ACCESS'))
    problems.push(
      'GEMEL_FEED_ACCESS is missing beside GEMEL_FEED_CLIENT: what is for clients alone there would be for everybody here. Write GEMEL_FEED_ACCESS=clients, or public if that is meant',
    );
  const feed = feedFrom({ issuer, feedUrl, client, allowPlainHttp });
  if (feed === undefined) problems.push(...untrusted({ issuer, feedUrl }));
  return { configuration: { isProduction, ...listening, source: feedUrl ?? issuer ?? '', feed }, problems };
}

interface Source {
  readonly issuer: string | undefined;
  readonly feedUrl: string | undefined;
  readonly client: ClientCredentials | undefined;
  readonly allowPlainHttp: boolean;
}

/** Undefined where there is none, or where the verifier would not trust the way there. */
function feedFrom({ issuer, feedUrl, client, allowPlainHttp }: Source): RevocationFeed | undefined {
  try {
    if (feedUrl !== undefined) return createHttpFeed({ url: feedUrl, client, allowPlainHttp });
    return issuer === undefined ? undefined : createIssuerFeed({ issuer, client });
  } catch {
    return undefined;
  }
}

/** Where a value is missing or malformed, that has been said. */
function untrusted({ issuer, feedUrl }: Pick<Source, 'issuer' | 'feedUrl'>): readonly string[] {
  if (feedUrl !== undefined)
    return [
      'GEMEL_FEED_URL must begin with https://, since whoever can change an answer there can hide a revocation; where the network is trusted, write `gemel relay --allow-plain-http`',
    ];
  if (issuer === undefined) return [];
  return [`GEMEL_URL must begin with https://: write GEMEL_URL=${issuer.replace('http:', 'https:')}, or name the feed by GEMEL_FEED_URL`];
}

/** Whoever wrote them expects something of them, and a relay is no place for secrets. */
function notTaken(values: ReadonlyMap<SettingName, string>): readonly string[] {
  return configurationTable
    .filter(({ name }) => values.has(name) && !taken.includes(name))
    .map(({ name }) => `${name} is nothing that \`gemel relay\` needs, so it should not have it: remove it`);
}
