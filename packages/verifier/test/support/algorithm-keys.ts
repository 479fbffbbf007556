/** A key pair of each asymmetric algorithm, made once per test file, with which tokens are signed by node:crypto alone. */
import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import type { PublicJwk } from '@gemel/protocol';
import { base64url, claimsOf } from './issuer.ts';

export interface AlgorithmKey {
  readonly publicJwk: PublicJwk;
  /** Returns the bytes of a signature over an ASCII text. */
  sign(text: string): Buffer;
}

/** The hash and the salt that the algorithm prescribes are left to the caller to get wrong. */
export function signPss(privateKey: KeyObject, text: string, { hash = 'sha256', saltLength = 32 } = {}): Buffer {
  return sign(hash, Buffer.from(text), { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });
}

export const rsaPair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject } = generateKeyPairSync('rsa', {
  modulusLength: 3072,
});
const edPair = generateKeyPairSync('ed25519');

export function jwkOf(publicKey: KeyObject, alg: string, kid: string = alg): PublicJwk {
  return { ...(publicKey.export({ format: 'jwk' }) as Pick<PublicJwk, 'kty'>), kid, alg, use: 'sig' }; // kty is in each JWK
}

export const algorithmKeys: Readonly<Record<'EdDSA' | 'Ed25519' | 'RS256' | 'PS256', AlgorithmKey>> = {
  EdDSA: { publicJwk: jwkOf(edPair.publicKey, 'EdDSA'), sign: (text) => sign(null, Buffer.from(text), edPair.privateKey) },
  Ed25519: { publicJwk: jwkOf(edPair.publicKey, 'Ed25519'), sign: (text) => sign(null, Buffer.from(text), edPair.privateKey) },
  RS256: { publicJwk: jwkOf(rsaPair.publicKey, 'RS256'), sign: (text) => sign('sha256', Buffer.from(text), rsaPair.privateKey) },
  PS256: { publicJwk: jwkOf(rsaPair.publicKey, 'PS256'), sign: (text) => signPss(rsaPair.privateKey, text) },
};

/** A token whose header may say something else than its key. */
export function signWith(key: AlgorithmKey, header: Readonly<Record<string, unknown>> = {}): string {
  const { alg, kid } = key.publicJwk;
  const input = `${base64url(JSON.stringify({ typ: 'at+jwt', alg, kid, ...header }))}.${base64url(JSON.stringify(claimsOf()))}`;
  return `${input}.${key.sign(input).toString('base64url')}`;
}
