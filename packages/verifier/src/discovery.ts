/** Finds an issuer's keys and feed by its name alone, in the metadata that it publishes. */
import { metadataUrlOf } from '@gemel/protocol';
import { type Fetch, fetchText, problemWithUrl } from './fetch-text.ts';

/** The members of the metadata that a verifier follows. */
export type MetadataMember = 'jwks_uri' | 'gemel_feed_uri' | 'introspection_endpoint';

export interface Discovery {
  /**
   * Resolves to the address under a name. One fetch serves all who ask meanwhile; what it found is kept, since an issuer does not move;
   * after one that failed the next call fetches again. Rejects with an `Error` that says what is wrong; whoever asked gives it a code.
   */
  addressOf(member: MetadataMember): Promise<string>;
}

const maxBytes = 64 * 1024;
const timeoutMs = 5000;

/** @param issuer a URL that `problemWithUrl` finds nothing wrong with. */
export function createDiscovery(issuer: string, fetch: Fetch): Discovery {
  let reading: Promise<object> | undefined;

  async function read(): Promise<object> {
    const text = await fetchText(fetch, metadataUrlOf(issuer), { maxBytes, signal: AbortSignal.timeout(timeoutMs) });
    return parseMetadata(text, issuer);
  }

  return {
    async addressOf(member) {
      reading ??= read().catch((error: unknown) => {
        reading = undefined;
        throw error;
      });
      const metadata = await reading;
      const address: unknown = Reflect.get(metadata, member);
      const problem = problemWithUrl(member, address, false);
      if (problem !== undefined || typeof address !== 'string') throw new Error(`the metadata of the issuer: ${problem}`);
      return address;
    },
  };
}

/**
 * Metadata of another issuer says nothing about this one, wherever it lies.
 *
 * @see RFC 8414, section 3.3
 */
function parseMetadata(text: string, issuer: string): object {
  const metadata: unknown = JSON.parse(text);
  if (typeof metadata !== 'object' || metadata === null) throw new Error('the metadata of the issuer is not a JSON object');
  if (Reflect.get(metadata, 'issuer') !== issuer) throw new Error('the metadata is that of another issuer');
  return metadata;
}
