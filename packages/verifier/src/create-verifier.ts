/** The verifier as a service uses it that only checks tokens: keys, feed and freshness put together. */
import {
  type AccessTokenClaims,
  type Clock,
  GemelError,
  optionsError,
  type Principal,
  principalFromClaims,
  type RevocationFeed,
} from '@gemel/protocol';
import { adviceOn } from '#advice';
import { createIntrospection } from '#introspection';
import { isSynchronous } from '#signature';
import { checkRequirement, type Requirement } from './check-requirement.ts';
import { createView } from './create-view.ts';
import { createDiscoveredFeed, createDiscoveredKeys } from './discovered-sources.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import type { Fetch } from './fetch-text.ts';
import { followFeed } from './follow-feed.ts';
import { createHttpFeed } from './http-feed.ts';
import type { KeySource } from './key-source.ts';
import { createRemoteKeys, type RemoteKeys } from './remote-keys.ts';
import { randomId } from './random-id.ts';
import { systemClock, systemSleep } from './system-runtime.ts';
import { createTokenVerifier } from './token-verifier.ts';
import type { VerifiedToken } from './verified-token.ts';
import { checkVerifierOptions, type KeysAddress, onStaleOf, verifierDefaults, type VerifierOptions } from './verifier-options.ts';
import type { View, ViewStatus } from './view.ts';

/** What the verifier needs of the machine. */
export interface VerifierRuntime {
  readonly clock: Clock;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A number between 0 and 1. */
  readonly jitter: () => number;
  readonly fetch: Fetch;
}

export interface VerifierStatus extends ViewStatus {
  /** Whether keys and the feed have been read once. */
  readonly isReady: boolean;
}

export interface Verifier {
  /** Resolves to the claims of a token that passes every stage, revocation included. @throws GemelError (rejects) */
  verify(token: string): Promise<AccessTokenClaims>;
  /**
   * The same at once, on Node.js. Where something would have to be fetched it is, and this call is answered with a fault.
   *
   * @throws GemelError
   */
  verifySync(token: string): AccessTokenClaims;
  /** Resolves to the principal of such a token; the same object for the same token. */
  principalOf(token: string): Promise<Principal>;
  /**
   * Returns the principal of such a token that meets the requirement as well; without a promise where nothing has to be fetched, asked,
   * or left to WebCrypto. For guards; the requirement is not parsed here.
   *
   * @throws GemelError (or rejects)
   */
  authorize(token: string, requirement?: Requirement): Principal | Promise<Principal>;
  /** Resolves when keys and the feed have been read once; before, tokens are judged as in a view that is not fresh. */
  ready(): Promise<void>;
  status(): VerifierStatus;
  /** Stops following the feed. Nothing is fresh soon after. */
  close(): Promise<void>;
}

const keysRetryMs = 1000;
const systemRuntime: VerifierRuntime = {
  clock: systemClock,
  sleep: systemSleep,
  jitter: Math.random,
  fetch: (url, init) => fetch(url, init),
};

/**
 * Creates a verifier and begins to follow the feed.
 *
 * @throws GemelError `options_invalid`
 * @example
 * const verifier = createVerifier({
 *   issuer: 'https://app.example',
 *   audience: 'https://orders.example',
 * });
 * const claims = await verifier.verify(token);
 */
export function createVerifier(options: VerifierOptions, runtime: VerifierRuntime = systemRuntime): Verifier {
  checkVerifierOptions(options);
  const { clock, sleep, jitter } = runtime;
  const { issuer, audience, onFault = () => undefined } = options;
  const freshness = { ...verifierDefaults.freshness, ...options.freshness, onStale: onStaleOf(options.freshness ?? {}) };
  const discovery = createDiscovery(issuer, runtime.fetch);
  const { keys, feed } = sourcesOf(options, runtime, discovery);
  const view = createView({ clock, maxStaleness: freshness.maxStaleness, onFault });
  const tokens = createTokenVerifier({
    issuer,
    audiences: typeof audience === 'string' ? [audience] : audience,
    algorithms: options.algorithms ?? verifierDefaults.algorithms,
    keys,
    view,
    clock,
    clockTolerance: freshness.clockTolerance,
    cacheSize: options.cacheSize ?? verifierDefaults.cacheSize,
    maxTokenBytes: verifierDefaults.maxTokenBytes,
    principalFrom: principalFromClaims,
    whenStale: whenStaleFor(options, runtime, view, discovery),
  });
  const closing = new AbortController();
  const reader = { id: randomId(), acceptsStale: freshness.onStale === 'accept' };
  const follower = followFeed({ feed, view, clock, sleep, jitter, onFault, reader });
  let isReady = false;
  const readiness = Promise.all([follower.firstPage, loadKeys()]).then(() => {
    isReady = true;
  });
  readiness.catch(() => undefined); // Nobody need wait for it.

  async function loadKeys(): Promise<void> {
    while (areRemote(keys) && !closing.signal.aborted) {
      try {
        return await keys.load();
      } catch (error) {
        onFault(error);
        await sleep(keysRetryMs * (0.5 + 0.5 * jitter()), closing.signal);
      }
    }
  }

  function verifyNow(token: string): VerifiedToken {
    if (!isSynchronous) throw optionsError('verifySync', [adviceOn('asynchronous')]);
    const verified = tokens.verify(token);
    if (!(verified instanceof Promise)) return verified;
    verified.catch(() => undefined); // What it would have said comes too late.
    throw new GemelError(view.isFreshAt(clock.monotonicMs()) ? 'keys_unavailable' : 'view_stale');
  }

  function judge({ principal }: VerifiedToken, requirement: Requirement): Principal {
    checkRequirement(principal, requirement, view.engineTimeAt(clock.monotonicMs()));
    return principal;
  }

  return {
    verify: async (token) => (await tokens.verify(token)).claims,
    verifySync: (token) => verifyNow(token).claims,
    principalOf: async (token) => (await tokens.verify(token)).principal,
    authorize(token, requirement = {}) {
      const verified = tokens.verify(token);
      return verified instanceof Promise ? verified.then((late) => judge(late, requirement)) : judge(verified, requirement);
    },
    ready: () => readiness,
    status: () => ({ isReady, ...view.status() }),
    async close() {
      closing.abort();
      await follower.stop();
    },
  };
}

/** What is not given is found by the issuer's name. */
function sourcesOf(
  { keys, feed }: VerifierOptions,
  { clock, fetch }: VerifierRuntime,
  discovery: Discovery,
): { readonly keys: KeySource; readonly feed: RevocationFeed } {
  const keysAt = (url: string, given: Partial<KeysAddress> = {}): RemoteKeys => createRemoteKeys({ ...given, url, fetch, clock });
  const feedAt = (url: string, allowPlainHttp = false): RevocationFeed => createHttpFeed({ url, allowPlainHttp, fetch });
  const keysFrom = (): KeySource => {
    if (keys === undefined) return createDiscoveredKeys({ discovery, keysAt, clock });
    return 'jwksUri' in keys ? keysAt(keys.jwksUri, keys) : keys;
  };
  const feedFrom = (): RevocationFeed => {
    if (feed === undefined) return createDiscoveredFeed(discovery, feedAt);
    return 'feedUri' in feed ? feedAt(feed.feedUri, feed.allowPlainHttp) : feed;
  };
  return { keys: keysFrom(), feed: feedFrom() };
}

function areRemote(keys: KeySource): keys is RemoteKeys {
  return 'load' in keys;
}

function whenStaleFor(
  { freshness = {} }: VerifierOptions,
  { clock, fetch }: VerifierRuntime,
  view: View,
  discovery: Discovery,
): (token: VerifiedToken, text: string) => VerifiedToken | Promise<VerifiedToken> {
  const { ask } = freshness;
  if (freshness.onStale === 'accept') return (token) => token;
  if (typeof ask === 'function') return (token) => ask(token);
  if (ask === undefined) {
    return () => {
      throw new GemelError('view_stale');
    };
  }
  const { clientId, clientSecret, introspectionUri } = ask;
  const address = async (): Promise<string> => introspectionUri ?? discovery.addressOf('introspection_endpoint');
  return createIntrospection({ address, clientId, clientSecret, fetch, clock, maxStaleness: () => view.maxStaleness });
}
