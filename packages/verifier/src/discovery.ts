/** Finds an issuer's keys and feed by its name alone, in the metadata that it publishes. */
import { type Clock, metadataUrlOf } from '@gemel/protocol';
import { adviceOn } from '#advice';
import { createAttempt } from './create-attempt.ts';
import { type Fetch, fetchMembers } from './fetch-members.ts';
import type { JsonObject } from './strict-json.ts';
import { isTrustedUrl } from './trusted-url.ts';

/** The members of the metadata that a verifier follows. */
export type MetadataMember = 'jwks_uri' | 'gemel_feed_uri' | 'introspection_endpoint';

/**
 * Resolves to the address under a name. One fetch serves all who ask meanwhile; what it found is kept, and looked up again behind whoever asks
 * after five minutes, so that an issuer can move: where that fails, what was known stays. After a first one that failed the next call fetches again.
 * Rejects with an `Error` that says what is wrong; whoever asked gives it a code.
 */
export type Discovery = (member: MetadataMember) => Promise<string>;

const maxBytes = 64 * 1024;
const timeoutMs = 5000;
const lookAgainMs = 300_000;

/** @param issuer a URL that `isTrustedUrl`. */
export function createDiscovery(issuer: string, fetch: Fetch, clock: Clock): Discovery {
  let found: JsonObject | undefined;
  const reading = createAttempt(clock, timeoutMs, read);

  /** Metadata of another issuer says nothing about this one, wherever it lies. RFC 8414, section 3.3 */
  async function read(): Promise<void> {
    const metadata = await fetchMembers(fetch, metadataUrlOf(issuer), { maxBytes, signal: AbortSignal.timeout(timeoutMs) });
    if (metadata['issuer'] !== issuer) throw new Error(adviceOn('metadataIssuer'));
    found = metadata;
  }

  return async (member) => {
    if (found === undefined) await reading.now();
    else reading.ifDue(lookAgainMs)?.catch(() => undefined); // What is known stands.
    const address = found?.[member];
    if (!isTrustedUrl(address)) throw new Error(adviceOn('metadata', member));
    return address;
  };
}
