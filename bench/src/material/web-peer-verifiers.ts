/** The peers that check a token by WebCrypto, each set up as its documentation says, with the same demands. */
import crypto from 'node:crypto';
import { verify } from 'hono/jwt';
import { jwtVerify } from 'jose';
import type { Contender } from '../contender.ts';
import { type BenchKeys, issuer } from './bench-token.ts';

const scheme = 'Bearer '.length;

/** jose, given a CryptoKey, which spares it the conversion. */
export async function createJoseContender(keys: BenchKeys, headers: readonly string[]): Promise<Contender> {
  const key = await importForWeb(keys);
  const options = { algorithms: [keys.algorithm], issuer, audience: issuer, typ: 'at+jwt' };
  return { name: 'jose', run: oneByOne(headers, async (token) => (await jwtVerify(token, key, options)).payload) };
}

/** hono/jwt, given a CryptoKey, or the key's text, which it reads again for each token. */
export async function createHonoContenders(keys: BenchKeys, headers: readonly string[]): Promise<readonly Contender[]> {
  const options = { alg: keys.algorithm, iss: issuer, aud: issuer, typ: 'at+jwt' };
  const forms = [
    ['CryptoKey', await importForWeb(keys)],
    [keys.algorithm === 'HS256' ? 'secret as text' : 'PEM', keys.keyText.toString()],
  ] as const;
  return forms.map(([form, key]) => ({
    name: `hono/jwt, ${form}`,
    run: oneByOne(headers, (token) => verify(token, key, options)),
  }));
}

function oneByOne(headers: readonly string[], verifyOne: (token: string) => Promise<Readonly<Record<string, unknown>>>): Contender['run'] {
  let next = 0;
  return async (count) => {
    for (let done = 0; done < count; done++) {
      const claims = await verifyOne((headers[next] ?? '').slice(scheme));
      if (typeof claims['sub'] !== 'string') throw new Error('no subject');
      next = next + 1 === headers.length ? 0 : next + 1;
    }
  };
}

const webAlgorithms = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256' },
  EdDSA: { name: 'Ed25519' },
  RS256: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
};

/** The key as the libraries on WebCrypto like it best. */
export async function importForWeb(keys: BenchKeys): Promise<crypto.webcrypto.CryptoKey> {
  const { subtle } = crypto.webcrypto;
  if (keys.algorithm === 'HS256') {
    return subtle.importKey('raw', keys.keyObject.export(), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  }
  const spki = keys.keyObject.export({ type: 'spki', format: 'der' });
  return subtle.importKey('spki', spki, webAlgorithms[keys.algorithm], false, ['verify']);
}
