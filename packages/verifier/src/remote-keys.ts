/** Public keys from a JWKS address that was configured; never from where a token says. J06 J29 */
import { type Clock, GemelError, type PublicJwk, type Seconds } from '@gemel/protocol';
import type { KeyAllowances } from './algorithm.ts';
import { checkUrl, type Fetch, fetchText } from './fetch-text.ts';
import { importVerificationKey } from './import-verification-key.ts';
import type { KeySource } from './key-source.ts';
import { systemClock } from './system-runtime.ts';
import type { VerificationKey } from './verification-key.ts';

export interface RemoteKeysOptions extends KeyAllowances {
  /** Where the keys are, such as `https://app.example/.well-known/jwks.json`. */
  readonly url: string;
  /** True where the network in between is trusted: whoever can change an answer there can forge every token. */
  readonly allowPlainHttp?: boolean;
  readonly fetch?: Fetch;
  readonly clock?: Clock;
  /** Seconds between two fetches, however many unknown names are presented. */
  readonly coolDown?: Seconds;
  /** Seconds for which a key that is no longer published is honoured still; a retirement in the feed ends it at once. */
  readonly oldKeyLifetime?: Seconds;
  /** Seconds after which a fetch is given up. */
  readonly timeout?: Seconds;
}

export interface RemoteKeys extends KeySource {
  /** Fetches now, or joins the fetch under way. @throws GemelError `keys_unavailable` (rejects) */
  load(): Promise<void>;
}

interface HeldKey {
  readonly key: VerificationKey;
  /** Monotonic time at which it was first found missing. */
  readonly missingSinceMs: number | undefined;
}

const maxBytes = 256 * 1024;
const mostKeys = 64;

/** @throws GemelError `options_invalid` */
export function createRemoteKeys(options: RemoteKeysOptions): RemoteKeys {
  checkUrl('createRemoteKeys', options);
  const { url, fetch = globalThis.fetch, clock = systemClock, coolDown = 5, oldKeyLifetime = 3600, timeout = 5 } = options;
  let held: ReadonlyMap<string, HeldKey> = new Map();
  let underWay: Promise<void> | undefined;
  let sentMs = Number.NEGATIVE_INFINITY;
  let failure: GemelError | undefined;

  function isHonoured({ missingSinceMs }: HeldKey): boolean {
    return missingSinceMs === undefined || clock.monotonicMs() - missingSinceMs < oldKeyLifetime * 1000;
  }

  async function fetchKeys(): Promise<void> {
    sentMs = clock.monotonicMs();
    try {
      const published = await parseKeySet(await fetchText(fetch, url, { maxBytes, signal: AbortSignal.timeout(timeout * 1000) }), options);
      held = merge(published);
      failure = undefined;
    } catch (error) {
      failure = new GemelError('keys_unavailable', error);
      throw failure;
    }
  }

  function merge(published: readonly VerificationKey[]): ReadonlyMap<string, HeldKey> {
    const old = Array.from(held)
      .filter(([, one]) => isHonoured(one))
      .map(([kid, { key, missingSinceMs }]): [string, HeldKey] => [kid, { key, missingSinceMs: missingSinceMs ?? clock.monotonicMs() }]);
    return new Map([...old, ...published.map((key): [string, HeldKey] => [key.kid, { key, missingSinceMs: undefined }])]);
  }

  function load(): Promise<void> {
    underWay ??= fetchKeys().finally(() => {
      underWay = undefined;
    });
    return underWay;
  }

  return {
    find(kid) {
      const one = held.get(kid);
      return one !== undefined && isHonoured(one) ? one.key : undefined;
    },

    refresh() {
      if (underWay !== undefined || clock.monotonicMs() - sentMs >= coolDown * 1000) return load();
      return failure === undefined ? undefined : Promise.reject(failure);
    },

    load,
  };
}

/** Returns the keys that can be used here; others are left out, since a set may hold keys for other purposes. */
async function parseKeySet(text: string, allowances: KeyAllowances): Promise<readonly VerificationKey[]> {
  const set: unknown = JSON.parse(text);
  const keys = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined;
  if (!Array.isArray(keys) || keys.length > mostKeys) throw new Error('answered with something that is not a JWK set');
  const imported = await Promise.all(keys.map((jwk) => importIfUsable(jwk, allowances)));
  const usable = imported.filter((key) => key !== undefined);
  if (new Set(usable.map(({ kid }) => kid)).size < usable.length) throw new Error('answered with two keys of one name');
  return usable;
}

async function importIfUsable(jwk: unknown, allowances: KeyAllowances): Promise<VerificationKey | undefined> {
  const isPublic = typeof jwk === 'object' && jwk !== null && !('symmetricKey' in jwk);
  try {
    return isPublic ? await importVerificationKey(jwk as PublicJwk, allowances) : undefined; // which judges every member that it reads
  } catch (error) {
    if (error instanceof GemelError && error.code === 'options_invalid') return undefined;
    throw error;
  }
}
