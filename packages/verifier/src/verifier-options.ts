/** What a caller of `createVerifier` configures, and its checks: all problems at once. */
import { optionsError, type RevocationFeed, type Seconds } from '@gemel/protocol';
import type { KeyAllowances } from './algorithm.ts';
import type { ClientCredentials } from './client-credentials.ts';
import {
  areCredentials,
  type CommonSettings,
  isName,
  judgeCommon,
  judgeFreshness,
  problemsWith,
  verifierDefaults,
  withCommonDefaults,
} from './common-options.ts';
import type { Dpop } from './dpop/dpop.ts';
import type { KeySource } from './key-source.ts';
import { isTrustedUrl } from './trusted-url.ts';
import type { VerifiedToken } from './verified-token.ts';

/** Where keys are published. */
export interface KeysAddress extends KeyAllowances {
  readonly jwksUri: string;
  readonly allowPlainHttp?: boolean;
}

/** Where the feed is published. */
export interface FeedAddress {
  readonly feedUri: string;
  readonly allowPlainHttp?: boolean;
}

/** Decides on a token while the feed is silent: resolves to it, or rejects with a `GemelError`. */
export type AskWhenStale = (token: VerifiedToken) => VerifiedToken | Promise<VerifiedToken>;

/** Asks the issuer's introspection endpoint, as a client that is registered there. */
export interface AskIssuer extends ClientCredentials {
  /** Where to ask; by default where the issuer's metadata says. */
  readonly introspectionUri?: string;
  readonly allowPlainHttp?: boolean;
}

export interface VerifierOptions {
  /** `iss` of the tokens, compared exactly; its metadata says where keys and feed are, unless they are given. */
  readonly issuer: string;
  /** This service's name in `aud`, or several. */
  readonly audience: string | readonly string[];
  /** Keys that are known, or where they are published; by default where the issuer's metadata says. */
  readonly keys?: KeySource | KeysAddress;
  /** A feed, or where it is published; by default where the issuer's metadata says. */
  readonly feed?: RevocationFeed | FeedAddress;
  /** As whom to read the feed and, unless `freshness.ask` names another, to ask the issuer: a client that is registered there. */
  readonly client?: ClientCredentials;
  readonly freshness?: {
    /** Seconds: after an acknowledged revocation, no token is accepted later than this. The fleet's own bound, where shorter, wins. */
    readonly maxStaleness?: Seconds;
    /** Seconds by which the engine's clock may be off true time. */
    readonly clockTolerance?: Seconds;
    /** When the feed has been silent for longer: `refuse` (503), `ask` (the default where `ask` or `client` is given), or `accept` until `exp`, which gives up the bound. */
    readonly onStale?: 'refuse' | 'ask' | 'accept';
    /** For `onStale: 'ask'`: whom to ask; client credentials ask the issuer by introspection (RFC 7662). */
    readonly ask?: AskWhenStale | AskIssuer;
  };
  /** Allowed `alg`s. */
  readonly algorithms?: readonly string[];
  /** Made by `createDpop`: takes tokens that are bound to a key, with a proof (RFC 9449). Left out, they are refused. */
  readonly dpop?: Dpop;
  /** Verified tokens held in memory; 0 for none. */
  readonly cacheSize?: number;
  /** Told of every fault in the background; must not throw. */
  readonly onFault?: (error: unknown) => void;
}

/** What was configured, with every default in its place. */
export interface VerifierSettings extends CommonSettings {
  readonly keys: VerifierOptions['keys'];
  readonly feed: VerifierOptions['feed'];
  readonly onStale: 'refuse' | 'ask' | 'accept';
  readonly ask: AskWhenStale | AskIssuer | undefined;
}

/** @throws GemelError `options_invalid`, with a line for each problem. */
export function resolveVerifierOptions(options: VerifierOptions): VerifierSettings {
  const { keys, feed, client, freshness = {} } = options;
  // Whoever says whom to ask, or as whom, means to ask.
  const { onStale = (freshness.ask ?? client) === undefined ? verifierDefaults.freshness.onStale : 'ask' } = freshness;
  const { ask = onStale === 'ask' ? client : undefined } = freshness;
  const settings = { ...withCommonDefaults(options), keys, feed, onStale, ask };
  const common = judgeCommon(options, settings);
  const problems = [
    ...problemsWith(options, '', {
      ...common,
      issuer: common.issuer || (isName(settings.issuer) && isAllGiven(settings)),
      keys: keys === undefined || isSource(keys, 'find', 'jwksUri'),
      feed: feed === undefined || isSource(feed, 'read', 'feedUri'),
    }),
    ...problemsWith(freshness, 'freshness.', {
      ...judgeFreshness(settings),
      onStale: ['refuse', 'ask', 'accept'].includes(onStale),
      ask: onStale === 'ask' ? canAsk(ask) : ask === undefined,
    }),
  ];
  if (problems.length > 0) throw optionsError('createVerifier', problems);
  return settings;
}

/** Whether nothing has to be found by the issuer's name; whoever can change what that address answers decides which keys are believed. */
function isAllGiven({ keys, feed, ask }: VerifierSettings): boolean {
  const isEndpointGiven = typeof ask !== 'object' || ask?.introspectionUri !== undefined;
  return keys !== undefined && feed !== undefined && isEndpointGiven;
}

function isSource(source: unknown, method: string, address: string): boolean {
  const { [address]: url, allowPlainHttp } = Object(source) as Record<string, unknown>; // whose members are looked at
  return method in Object(source) || isTrustedUrl(url, allowPlainHttp);
}

function canAsk(ask: unknown): boolean {
  const { introspectionUri, allowPlainHttp } = Object(ask) as Record<string, unknown>; // whose members are looked at
  const isAddressRight = introspectionUri === undefined || isTrustedUrl(introspectionUri, allowPlainHttp);
  return typeof ask === 'function' || (areCredentials(ask) && isAddressRight);
}
