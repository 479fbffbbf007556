/** What a caller of `createVerifier` configures, its defaults, and its checks: all problems at once. */
import { optionsError, type RevocationFeed, type Seconds } from '@gemel/protocol';
import { adviceOn, type Topic } from '#advice';
import { algorithms as registry, type KeyAllowances } from './algorithm.ts';
import { problemWithUrl } from './fetch-text.ts';
import type { KeySource } from './key-source.ts';
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
export interface AskIssuer {
  readonly clientId: string;
  readonly clientSecret: string;
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
  readonly freshness?: {
    /** Seconds: after an acknowledged revocation, no token is accepted later than this. The fleet's own bound, where shorter, wins. */
    readonly maxStaleness?: Seconds;
    /** Seconds by which the engine's clock may be off true time. */
    readonly clockTolerance?: Seconds;
    /** When the feed has been silent for longer: `refuse` (503), `ask` (the default where `ask` is given), or `accept` until `exp`, which gives up the bound. */
    readonly onStale?: 'refuse' | 'ask' | 'accept';
    /** For `onStale: 'ask'`: whom to ask; client credentials ask the issuer by introspection (RFC 7662). */
    readonly ask?: AskWhenStale | AskIssuer;
  };
  /** Allowed `alg`s. */
  readonly algorithms?: readonly string[];
  /** Verified tokens held in memory; 0 for none. */
  readonly cacheSize?: number;
  /** Told of every fault in the background; must not throw. */
  readonly onFault?: (error: unknown) => void;
}

/** Every default of the verifier. */
export const verifierDefaults = {
  freshness: { maxStaleness: 5, clockTolerance: 5, onStale: 'refuse' },
  algorithms: ['ES256'],
  cacheSize: 50_000,
  maxTokenBytes: 8192,
} as const;

const known: readonly string[] = ['issuer', 'audience', 'keys', 'feed', 'freshness', 'algorithms', 'cacheSize', 'onFault'];
const knownFreshness: readonly string[] = ['maxStaleness', 'clockTolerance', 'onStale', 'ask'];

/** @throws GemelError `options_invalid`, with a line for each problem. */
export function checkVerifierOptions(options: VerifierOptions): void {
  const { issuer, audience, keys, feed, freshness = {}, algorithms = verifierDefaults.algorithms, cacheSize = 0, onFault } = options;
  const { maxStaleness = 1, clockTolerance = 0, ask } = freshness;
  const onStale = onStaleOf(freshness);
  const areKnown = areNames(algorithms) && algorithms.every((name) => registry.has(name));
  const problems = [
    ...unknownNames(options, known, ''),
    ...unknownNames(freshness, knownFreshness, 'freshness.'),
    unless(isName(issuer), 'issuer'),
    unless(isName(audience) || areNames(audience), 'audience'),
    unless(canBeFound(options), 'sources'),
    problemWithSource('keys', keys, 'find', 'jwksUri'),
    problemWithSource('feed', feed, 'read', 'feedUri'),
    unless(isDuration(maxStaleness) && maxStaleness > 0, 'maxStaleness'),
    unless(isDuration(clockTolerance) && clockTolerance <= 300, 'clockTolerance'),
    unless(['refuse', 'ask', 'accept'].includes(onStale), 'onStale'),
    problemWithAsk(onStale, ask),
    areKnown ? undefined : adviceOn('algorithms', '', [...registry.keys()].join(', ')),
    unless(Number.isSafeInteger(cacheSize) && cacheSize >= 0, 'cacheSize'),
    unless(onFault === undefined || typeof onFault === 'function', 'onFault'),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw optionsError('createVerifier', problems);
}

function unless(isRight: boolean, topic: Topic): string | undefined {
  return isRight ? undefined : adviceOn(topic);
}

function unknownNames(given: object, names: readonly string[], prefix: string): readonly string[] {
  const unknown = Object.keys(given).filter((name) => !names.includes(name));
  return unknown.map((name) => adviceOn('unknown', prefix + name, names.map((one) => prefix + one).join(', ')));
}

/** Whoever says whom to ask means to ask. */
export function onStaleOf({ onStale, ask }: NonNullable<VerifierOptions['freshness']>): 'refuse' | 'ask' | 'accept' {
  return onStale ?? (ask === undefined ? verifierDefaults.freshness.onStale : 'ask');
}

function problemWithAsk(onStale: string, ask: unknown): string | undefined {
  if ((ask !== undefined) !== (onStale === 'ask')) return adviceOn('ask');
  if (ask === undefined || typeof ask === 'function') return undefined;
  if (typeof ask !== 'object' || ask === null) return adviceOn('ask');
  const { clientId, clientSecret, introspectionUri, allowPlainHttp } = ask as Record<string, unknown>; // an object, by the line above
  if (!isName(clientId) || !isName(clientSecret)) return adviceOn('ask');
  return introspectionUri === undefined
    ? undefined
    : problemWithUrl('freshness.ask.introspectionUri', introspectionUri, allowPlainHttp === true);
}

/** Whether what is not given can be asked for by name; whoever can change what the issuer's address answers decides which keys are believed. */
function canBeFound({ issuer, keys, feed, freshness: { ask } = {} }: VerifierOptions): boolean {
  const mustFindEndpoint = typeof ask === 'object' && ask?.introspectionUri === undefined;
  if (keys !== undefined && feed !== undefined && !mustFindEndpoint) return true;
  return problemWithUrl('issuer', issuer, false) === undefined && !/[?#]/.test(issuer);
}

function problemWithSource(name: string, source: unknown, method: string, address: string): string | undefined {
  if (source === undefined) return undefined;
  if (typeof source !== 'object' || source === null)
    return adviceOn('source', name, `{ ${address}: 'https://…' } or an object with ${method}()`);
  if (method in source) return undefined;
  const { [address]: url, allowPlainHttp } = source as Record<string, unknown>; // an object, by the line above
  return problemWithUrl(`${name}.${address}`, url, allowPlainHttp === true);
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function areNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isName);
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
