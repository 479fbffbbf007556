/** Public keys from a JWKS address that was configured; never from where a token says. J06 J29 */
import { type Clock, GemelError, type PublicJwk, type Seconds } from '@gemel/protocol';
import { adviceOn } from '#advice';
import type { KeyAllowances } from './algorithm.ts';
import { createAttempt } from './create-attempt.ts';
import { type Fetch, fetchMembers } from './fetch-members.ts';
import { importVerificationKey } from './import-verification-key.ts';
import type { KeySource } from './key-source.ts';
import { systemClock } from './system-runtime.ts';
import { checkUrl } from './trusted-url.ts';
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
  /** Monotonic time until which it is honoured, counted from when it was first found missing; undefined while it is published. */
  endMs: number | undefined;
}

const maxBytes = 256 * 1024;
const mostKeys = 64;

/** @throws GemelError `options_invalid` */
export function createRemoteKeys(options: RemoteKeysOptions): RemoteKeys {
  checkUrl('createRemoteKeys', options);
  return keysAt(() => options.url, options);
}

/**
 * The same where the address may have to be looked up first, and is one to be trusted. Until it is found no name is known, and whether a
 * key exists is a fault, not a refusal. J29
 */
export function keysAt(address: () => string | Promise<string>, options: Omit<RemoteKeysOptions, 'url' | 'allowPlainHttp'>): RemoteKeys {
  const { fetch = globalThis.fetch, clock = systemClock, coolDown = 5, oldKeyLifetime = 3600, timeout = 5 } = options;
  const held = new Map<string, HeldKey>();
  let failure: GemelError | undefined;

  async function fetchKeys(): Promise<void> {
    try {
      const set = await fetchMembers(fetch, await address(), { maxBytes, signal: AbortSignal.timeout(timeout * 1000) });
      hold(await importKeySet(set['keys'], options));
      failure = undefined;
    } catch (error) {
      failure = new GemelError('keys_unavailable', error);
      throw failure;
    }
  }

  function hold(published: readonly VerificationKey[]): void {
    const nowMs = clock.monotonicMs();
    for (const [kid, one] of held) {
      one.endMs ??= nowMs + oldKeyLifetime * 1000;
      if (nowMs >= one.endMs) held.delete(kid);
    }
    for (const key of published) held.set(key.kid, { key, endMs: undefined });
  }

  const fetching = createAttempt(clock, timeout * 1000, fetchKeys);

  return {
    find(kid) {
      const one = held.get(kid);
      return one === undefined || (one.endMs !== undefined && clock.monotonicMs() >= one.endMs) ? undefined : one.key;
    },

    refresh: () => fetching.ifDue(coolDown * 1000) ?? (failure && Promise.reject(failure)),
    load: fetching.now,
  };
}

/** Returns the keys that can be used here; others are left out, since a set may hold keys for other purposes. */
async function importKeySet(keys: unknown, allowances: KeyAllowances): Promise<readonly VerificationKey[]> {
  if (!Array.isArray(keys) || keys.length > mostKeys) throw new Error(adviceOn('keySet'));
  const imported = await Promise.all(keys.map((jwk) => importIfUsable(jwk, allowances)));
  const usable = imported.filter((key) => key !== undefined);
  if (new Set(usable.map(({ kid }) => kid)).size < usable.length) throw new Error(adviceOn('keySetNames'));
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
