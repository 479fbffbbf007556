import { GemelError } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { resolveOptions } from '../../src/core/options/resolve-options.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { issuer, secret } from './fleet.ts';

const store = createMemoryStore();

/** The lines that say what is wrong; options come as a program without types would give them. */
function problemsOf(options: Record<string, unknown>): readonly string[] {
  try {
    Reflect.apply(resolveOptions, undefined, [{ issuer, secret, store, ...options }]);
    return [];
  } catch (error) {
    if (!(error instanceof GemelError) || error.code !== 'options_invalid' || !Array.isArray(error.cause)) throw error;
    return error.cause.map(String);
  }
}

describe('options', () => {
  it('need an issuer, a secret and a store, and nothing else', () => {
    const resolved = resolveOptions({ issuer, secret, store });
    expect(resolved.tokens.audiences).toEqual([issuer]);
    expect(resolved.freshness).toEqual({ maxStaleness: 5, onStale: 'ask', recordMaxAge: 300, clockTolerance: 5, retention: 310 });
    expect(resolved.cookie).toEqual({ name: '__Host-Http-gemel', isPersistent: false });
  });

  it('count as left out where they are undefined', () => {
    expect(
      resolveOptions({ issuer, secret, store, ...JSON.parse('{}'), tokens: Object.fromEntries([['lifetime', undefined]]) }).tokens.lifetime,
    ).toBe(300);
  });

  it('remember a floor for as long as a token or a record can live', () => {
    expect(resolveOptions({ issuer, secret, store, tokens: { lifetime: 900 } }).freshness.retention).toBe(910);
  });

  it.each<readonly [string, Record<string, unknown>, RegExp]>([
    ['an issuer that is no URL', { issuer: 'app' }, /issuer is not a URL/],
    ['a missing issuer', { issuer: undefined }, /issuer is not a URL/],
    ['http elsewhere than on this machine', { issuer: 'http://app.example' }, /must be https/],
    ['an issuer with a slash at its end', { issuer: 'https://app.example/' }, /no slash/],
    ['an issuer with a query', { issuer: 'https://app.example?a=b' }, /no query/],
    ['a missing secret', { secret: undefined }, /openssl rand/],
    ['a short secret (J08)', { secret: 'short' }, /too short/],
    ['an empty list of secrets (J08)', { secret: [] }, /empty list/],
    ['a list with a short secret', { secret: [secret, ''] }, /too short/],
    ['a missing store', { store: undefined }, /createMemoryStore/],
    ['a store that is still a promise', { store: Promise.resolve(store) }, /store is a promise: write store: await/],
    ['a topic that does not exist', { session: {} }, /session is not an option/],
    ['an option that does not exist', { tokens: { ttl: 3 } }, /tokens\.ttl is not an option: tokens takes lifetime/],
    ['a topic that is no object', { cookie: 'name' }, /cookie must be an object/],
    ['a lifetime that is no number (J26)', { tokens: { lifetime: '300' } }, /tokens\.lifetime must be a finite number/],
    ['a lifetime that is not finite (J26)', { tokens: { lifetime: Number.NaN } }, /tokens\.lifetime must be a finite number/],
    ['no staleness at all', { freshness: { maxStaleness: 0 } }, /freshness\.maxStaleness must be/],
    ['an inactivity timeout that could never come', { sessions: { inactivityTimeout: 100, overallTimeout: 50 } }, /could never end/],
    ['keys that live shorter than tokens', { tokens: { lifetime: 300, keyLifetime: 60 } }, /keyLifetime is shorter/],
    ['an algorithm that is not ours', { tokens: { algorithm: 'none' } }, /one of ES256, EdDSA, Ed25519, RS256, PS256, HS256/],
    ['an unknown way when stale', { freshness: { onStale: 'hope' } }, /'ask', 'refuse' or 'accept'/],
    ['a cookie name without its prefix', { cookie: { name: 'sid' } }, /__Host-Http-sid/],
    ['no audience', { tokens: { audiences: [] } }, /at least one audience/],
    ['an origin with a path', { http: { allowedOrigins: ['https://app.example/'] } }, /is not an origin/],
    ['a proxy that is no address', { http: { trustedProxies: ['proxy'] } }, /neither an address nor a range/],
    ['origins that are no list', { http: { allowedOrigins: 'https://app.example' } }, /allowedOrigins must be a list/],
    ['proxies that are no list', { http: { trustedProxies: null } }, /trustedProxies must be a list/],
    ['audiences that are no list', { tokens: { audiences: 'https://app.example' } }, /at least one audience/],
    ['a hook that is no function', { sessions: { claims: {} } }, /claims must be a function/],
    ['a choice that is neither yes nor no', { cookie: { isPersistent: 'no' } }, /true or false/],
  ])('refuse %s, and say what to write', (_name, options, expected) => {
    const problems = problemsOf(options);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(expected);
  });

  it.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000', 'http://app.localhost'])(
    'take %s for development',
    (local) => {
      expect(problemsOf({ issuer: local })).toEqual([]);
    },
  );

  it.each([undefined, null, 'https://app.example'])('are refused where there is %j in their place', (nothing) => {
    expect(() => Reflect.apply(resolveOptions, undefined, [nothing])).toThrow(
      'createGemel: options are missing: write createGemel({ issuer, secret, store })',
    );
  });

  it('are refused all at once', () => {
    expect(problemsOf({ issuer: 'x', secret: 'y', store: null, colour: 'red' })).toHaveLength(4);
  });
});
