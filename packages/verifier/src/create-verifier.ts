/** The verifier as a service uses it that only checks tokens: keys, feed and freshness put together. */
import {
  type AccessTokenClaims,
  type Clock,
  GemelError,
  optionsError,
  type Principal,
  principalFromClaims,
  type RevocationFeed,
  type Seconds,
} from '@gemel/protocol';
import { adviceOn } from '#advice';
import { createIntrospection } from '#introspection';
import { isSynchronous } from '#signature';
import { checkRequirement, type Requirement } from './check-requirement.ts';
import { createView } from './create-view.ts';
import type { PresentedTokens, ProofTerms, ProvenRequest, TokensWith } from './dpop/dpop.ts';
import { createDiscovery, type Discovery } from './discovery.ts';
import type { Fetch } from './fetch-members.ts';
import { followFeed } from './follow-feed.ts';
import { feedAt, type HttpFeedOptions } from './http-feed.ts';
import type { KeySource } from './key-source.ts';
import { keysAt, type RemoteKeys } from './remote-keys.ts';
import { randomId } from './random-id.ts';
import { systemClock, systemFetch, systemSleep } from './system-runtime.ts';
import { createTokenVerifier } from './token-verifier.ts';
import type { VerifiedToken } from './verified-token.ts';
import { resolveVerifierOptions, type VerifierOptions, type VerifierSettings } from './verifier-options.ts';
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

/** What `@gemel/verifier/live` is made of; not for applications. */
export interface VerifierParts extends Pick<VerifierRuntime, 'clock' | 'sleep'> {
  readonly view: View;
  readonly onStale: VerifierSettings['onStale'];
  /** Returns a verifier of tokens over another view than the verifier's own, which holds so many of them in memory. */
  tokensOver(view: View, cacheSize: number): PresentedTokens;
}

export interface Verifier {
  /**
   * Resolves to the claims of a token that passes every stage, revocation included.
   *
   * @param request as it came, where the token is of the DPoP scheme: it is bound to a key, and the request carries a proof (RFC 9449). Without
   * it the token is a bearer's, and one that is bound is refused. So it is with all that follow.
   * @throws GemelError (rejects)
   */
  verify(token: string, request?: ProvenRequest): Promise<AccessTokenClaims>;
  /**
   * The same at once, on Node.js. Where something would have to be fetched it is, and this call is answered with a fault.
   *
   * @throws GemelError
   */
  verifySync(token: string, request?: ProvenRequest): AccessTokenClaims;
  /** Resolves to the principal of such a token; the same object for the same token. */
  principalOf(token: string, request?: ProvenRequest): Promise<Principal>;
  /**
   * Returns the principal of such a token that meets the requirement as well; without a promise where nothing has to be fetched, asked,
   * or left to WebCrypto. For guards; the requirement is not parsed here.
   *
   * @throws GemelError (or rejects)
   */
  authorize(token: string, requirement?: Requirement, request?: ProvenRequest): Principal | Promise<Principal>;
  /** What proofs of possession are taken; undefined where none are. */
  readonly proofs: ProofTerms | undefined;
  /** Resolves when keys and the feed have been read once; before, tokens are judged as in a view that is not fresh. */
  ready(): Promise<void>;
  status(): VerifierStatus;
  readonly parts: VerifierParts;
  /** Stops following the feed. Nothing is fresh soon after. */
  close(): Promise<void>;
}

const keysRetryMs = 1000;
const systemRuntime: VerifierRuntime = {
  clock: systemClock,
  sleep: systemSleep,
  jitter: Math.random,
  fetch: systemFetch,
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
  const settings = resolveVerifierOptions(options);
  const { issuer, client, dpop, maxStaleness, onFault, onStale, cacheSize } = settings;
  const { clock, sleep, jitter, fetch } = runtime;
  const discover = createDiscovery(issuer, fetch, clock);
  const keys = keysFrom(settings.keys, runtime, discover);
  const feed = feedFrom(settings.feed, { client, fetch }, discover);
  const view = createView({ clock, maxStaleness, onFault });
  const engineTime = (): Seconds => view.engineTimeAt(clock.monotonicMs());
  const tokensOver: VerifierParts['tokensOver'] = (over, size) => {
    const tokensWith: TokensWith = (checkBinding) =>
      createTokenVerifier({
        ...settings,
        checkBinding,
        cacheSize: size,
        keys,
        view: over,
        clock,
        principalFrom: principalFromClaims,
        whenStale: whenStaleFor(settings, runtime, over, discover),
      });
    return dpop ? dpop.present(tokensWith, engineTime) : tokensWith();
  };
  const tokens = tokensOver(view, cacheSize);
  const closing = new AbortController();
  const reader = { id: randomId(), acceptsStale: onStale === 'accept' };
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

  function verifyNow(token: string, request: ProvenRequest | undefined): VerifiedToken {
    if (!isSynchronous) throw optionsError('verifySync', [adviceOn('asynchronous')]);
    const verified = tokens.verify(token, request);
    if (!(verified instanceof Promise)) return verified;
    verified.catch(() => undefined); // What it would have said comes too late.
    throw new GemelError(view.isFreshAt(clock.monotonicMs()) ? 'keys_unavailable' : 'view_stale');
  }

  function judge({ principal }: VerifiedToken, requirement: Requirement, request: ProvenRequest | undefined): Principal {
    checkRequirement(principal, requirement, engineTime(), dpop && request);
    return principal;
  }

  return {
    verify: async (token, request) => (await tokens.verify(token, request)).claims,
    verifySync: (token, request) => verifyNow(token, request).claims,
    principalOf: async (token, request) => (await tokens.verify(token, request)).principal,
    authorize(token, requirement = {}, request?: ProvenRequest) {
      const verified = tokens.verify(token, request);
      return verified instanceof Promise
        ? verified.then((late) => judge(late, requirement, request))
        : judge(verified, requirement, request);
    },
    proofs: dpop,
    ready: () => readiness,
    status: () => ({ isReady, ...view.status() }),
    parts: { view, clock, sleep, onStale, tokensOver },
    async close() {
      closing.abort();
      await follower.stop();
    },
  };
}

function keysFrom(given: VerifierSettings['keys'], { clock, fetch }: VerifierRuntime, discover: Discovery): KeySource {
  if (given !== undefined && 'find' in given) return given;
  return keysAt(() => given?.jwksUri ?? discover('jwks_uri'), { ...given, clock, fetch });
}

function feedFrom(
  given: VerifierSettings['feed'],
  reading: Pick<HttpFeedOptions, 'client' | 'fetch'>,
  discover: Discovery,
): RevocationFeed {
  if (given !== undefined && 'read' in given) return given;
  return feedAt(() => given?.feedUri ?? discover('gemel_feed_uri'), reading);
}

function areRemote(keys: KeySource): keys is RemoteKeys {
  return 'load' in keys;
}

function whenStaleFor(
  { onStale, ask }: VerifierSettings,
  { clock, fetch }: VerifierRuntime,
  view: View,
  discover: Discovery,
): (token: VerifiedToken, text: string) => VerifiedToken | Promise<VerifiedToken> {
  if (onStale === 'accept') return (token) => token;
  if (typeof ask === 'function') return (token) => ask(token);
  if (ask !== undefined) {
    const address = (): string | Promise<string> => ask.introspectionUri ?? discover('introspection_endpoint');
    return createIntrospection({ ...ask, address, fetch, clock, maxStaleness: () => view.maxStaleness });
  }
  return () => {
    throw new GemelError('view_stale');
  };
}
