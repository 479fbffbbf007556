/** Keys and a feed whose addresses are not known yet: they are looked up in the issuer's metadata when they are first needed. */
import { type Clock, GemelError, type RevocationFeed, type Seconds } from '@gemel/protocol';
import type { Discovery } from './discovery.ts';
import type { RemoteKeys } from './remote-keys.ts';

export interface DiscoveredKeysParts {
  readonly discovery: Discovery;
  /** Returns the keys at an address. */
  readonly keysAt: (url: string) => RemoteKeys;
  readonly clock: Clock;
  /** Seconds between two attempts to find the address, however many tokens are presented. */
  readonly coolDown?: Seconds;
}

/** Until the address is found no name is known, and whether a key exists is a fault, not a refusal; from then on the keys there decide. J29 */
export function createDiscoveredKeys({ discovery, keysAt, clock, coolDown = 5 }: DiscoveredKeysParts): RemoteKeys {
  let keys: RemoteKeys | undefined;
  let failure: { readonly error: GemelError; readonly atMs: number } | undefined;

  async function find(): Promise<RemoteKeys> {
    try {
      const url = await discovery.addressOf('jwks_uri');
      return (keys ??= keysAt(url));
    } catch (error) {
      failure = { error: new GemelError('keys_unavailable', error), atMs: clock.monotonicMs() };
      throw failure.error;
    }
  }

  const load = async (): Promise<void> => (await find()).load();

  return {
    find: (kid) => keys?.find(kid),
    refresh(kid) {
      if (keys !== undefined) return keys.refresh(kid);
      if (failure !== undefined && clock.monotonicMs() - failure.atMs < coolDown * 1000) return Promise.reject(failure.error);
      return load();
    },
    load,
  };
}

/** A lease counts from the sending of the read, so before the address was looked up: the first one is only shorter for it. */
export function createDiscoveredFeed(discovery: Discovery, feedAt: (url: string) => RevocationFeed): RevocationFeed {
  let feed: RevocationFeed | undefined;
  return {
    async read(after, options) {
      if (feed === undefined) {
        const url = await discovery.addressOf('gemel_feed_uri').catch((error: unknown) => {
          throw new GemelError('feed_unavailable', error);
        });
        feed ??= feedAt(url);
      }
      return feed.read(after, options);
    },
  };
}
