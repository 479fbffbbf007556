/** What a caller configures, what it becomes, and every default in one place. */
import type { Seconds } from '@gemel/protocol';
import type { ClaimsHook } from '../sessions/claims-hook.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { SigningAlgorithm } from './signing-algorithm.ts';

/** What `createGemel` takes: eight topics at most. */
export interface GemelOptions {
  /** The issuer: the application's own URL, such as `https://app.example`; `iss` of its tokens and, by default, their audience. */
  readonly issuer: string;
  /** At least 32 characters of randomness; a list to rotate, the first one in use. Everything derived by HKDF. */
  readonly secret: string | readonly string[];
  /** Where sessions, keys and the log of revocations are kept, such as `createMemoryStore()`. */
  readonly store: SessionStore;
  readonly sessions?: {
    /** Seconds without activity until a session ends. */
    readonly inactivityTimeout?: Seconds;
    /** Seconds until a session ends whatever happens. */
    readonly overallTimeout?: Seconds;
    /** Records held in memory. */
    readonly cacheSize?: number;
    /** Derives custom claims. */
    readonly claims?: ClaimsHook;
    /** Bytes of JSON that session data may take. */
    readonly maxDataBytes?: number;
  };
  readonly tokens?: {
    /** Seconds until an access token expires. */
    readonly lifetime?: Seconds;
    /** ES256, EdDSA (also as Ed25519, its full name), RS256, PS256; HS256 only where every verifier may also sign. Tokens of before a change hold. */
    readonly algorithm?: SigningAlgorithm;
    /** True: where the store has keys, new ones are of their algorithm whatever `algorithm` says. For a command beside a fleet, which must not change what the fleet signs with. */
    readonly keepsAlgorithm?: boolean;
    /** Audiences that a token may be asked for. The first is the default, and this application's own: no token for another opens its routes. */
    readonly audiences?: readonly string[];
    /** True: every access token is bound to a key of its client, who proves it by DPoP (RFC 9449); without a proof none is issued (ASVS 10.4.14). */
    readonly areBound?: boolean;
    /** Seconds after a rotation within which the predecessor still yields the same successor. */
    readonly reuseWindow?: Seconds;
    /** Seconds that a key signs before the next one does. */
    readonly keyLifetime?: Seconds;
    /** Bytes that an access token may take. */
    readonly maxBytes?: number;
    /** Verified tokens held in memory. */
    readonly cacheSize?: number;
  };
  readonly cookie?: {
    /** With its prefix. Two applications on one host need two names. */
    readonly name?: string;
    /** True: the cookie is kept over a restart of the browser, until the overall timeout. */
    readonly isPersistent?: boolean;
  };
  readonly freshness?: {
    /** Seconds: after an acknowledged revocation, no node accepts later than this. */
    readonly maxStaleness?: Seconds;
    /** What to do when the feed has been silent for longer. */
    readonly onStale?: 'ask' | 'refuse' | 'accept';
    /** Seconds that a record may be used after it was read. */
    readonly recordMaxAge?: Seconds;
    /** Seconds by which engine time may be off true time. */
    readonly clockTolerance?: Seconds;
    /** What whoever looks at the fleet knows this node as, such as its host and port. Stored with its registration. */
    readonly nodeName?: string;
  };
  readonly http?: {
    /** Origins beside the issuer's own that may send the cookie with unsafe methods and are allowed by CORS. */
    readonly allowedOrigins?: readonly string[];
    /** Addresses or CIDR ranges of reverse proxies whose `X-Forwarded-For` is believed. */
    readonly trustedProxies?: readonly string[];
  };
}

/** The same with every default filled in. */
export interface ResolvedOptions {
  readonly issuer: string;
  readonly sessions: {
    readonly inactivityTimeout: Seconds;
    readonly overallTimeout: Seconds;
    readonly cacheSize: number;
    readonly maxDataBytes: number;
  };
  readonly tokens: {
    readonly lifetime: Seconds;
    readonly algorithm: SigningAlgorithm;
    readonly keepsAlgorithm: boolean;
    readonly areBound: boolean;
    readonly audiences: readonly [string, ...string[]];
    readonly reuseWindow: Seconds;
    readonly keyLifetime: Seconds;
    readonly maxBytes: number;
    readonly cacheSize: number;
  };
  readonly cookie: { readonly name: string; readonly isPersistent: boolean };
  readonly freshness: {
    readonly maxStaleness: Seconds;
    readonly onStale: 'ask' | 'refuse' | 'accept';
    readonly recordMaxAge: Seconds;
    readonly clockTolerance: Seconds;
    readonly nodeName?: string | undefined;
    /** maxStaleness + max(tokens.lifetime, recordMaxAge) + clockTolerance. */
    readonly retention: Seconds;
  };
  readonly http: { readonly allowedOrigins: readonly string[]; readonly trustedProxies: readonly string[] };
}

/** Every default of the engine; `docs/configuration.md` is made from it. */
export const defaults = {
  sessions: { inactivityTimeout: 3600, overallTimeout: 86_400, cacheSize: 100_000, maxDataBytes: 16_384 },
  tokens: {
    lifetime: 300,
    algorithm: 'ES256',
    keepsAlgorithm: false,
    areBound: false,
    reuseWindow: 30,
    keyLifetime: 7_776_000,
    maxBytes: 4096,
    cacheSize: 50_000,
  },
  cookie: { name: '__Host-Http-gemel', isPersistent: false },
  freshness: { maxStaleness: 5, onStale: 'ask', recordMaxAge: 300, clockTolerance: 5 },
} as const;
