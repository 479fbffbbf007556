/** The keys that a provider signs with: from where its metadata says, never from where a token does. J06, J29 */
import { GemelError } from '@gemel/protocol';
import { createRemoteKeys, type RemoteKeys, type VerificationKey } from 'gemel';
import { boundedFetch } from './bounded-fetch.ts';

export interface ProviderKeys {
  /** Returns the key that the token names; undefined for none. Looks again for a name that is new, once in five seconds. @throws GemelError `provider_unavailable` */
  find(token: string): Promise<VerificationKey | undefined>;
}

/** What a key that names no algorithm is for: one each, whatever a token says (J13). */
const algorithmOf: Readonly<Record<string, string>> = { RSA: 'RS256', 'P-256': 'ES256', Ed25519: 'EdDSA' };

export function createProviderKeys(keysUrl: () => Promise<string>): ProviderKeys {
  let remote: { readonly url: string; readonly keys: RemoteKeys } | undefined;
  return {
    async find(token) {
      const kid = kidOf(token);
      if (kid === undefined) return undefined;
      const url = await keysUrl();
      // Most providers still sign with 2048 bits.
      if (remote?.url !== url) remote = { url, keys: createRemoteKeys({ url, allowRsa2048: true, fetch: fetchKeys }) };
      const { keys } = remote;
      const held = keys.find(kid);
      if (held !== undefined) return held;
      await keys.refresh(kid)?.catch((error: unknown) => {
        throw new GemelError('provider_unavailable', error instanceof GemelError ? error.cause : undefined);
      });
      return keys.find(kid);
    },
  };
}

/** Nothing is believed of it but which key to look for. */
function kidOf(token: string): string | undefined {
  const [header = ''] = token.slice(0, 2048).split('.');
  try {
    const { kid } = Object(JSON.parse(Buffer.from(header, 'base64url').toString())) as { readonly kid?: unknown }; // looked at before it is believed
    return typeof kid === 'string' ? kid : undefined;
  } catch {
    return undefined;
  }
}

async function fetchKeys(url: string): Promise<Response> {
  const answer = await boundedFetch(url, { headers: { accept: 'application/json' } });
  if (answer.status !== 200) return answer;
  const set = Object(await answer.json()) as { readonly keys?: unknown }; // likewise
  const keys: readonly unknown[] = Array.isArray(set.keys) ? set.keys : [];
  return Response.json({ keys: keys.map(withAlgorithm) });
}

function withAlgorithm(key: unknown): unknown {
  if (typeof key !== 'object' || key === null || 'alg' in key) return key;
  const { kty, crv } = key as { readonly kty?: unknown; readonly crv?: unknown }; // an object, by the line above
  const alg = algorithmOf[String(crv ?? kty)];
  return alg === undefined ? key : { ...key, alg };
}
