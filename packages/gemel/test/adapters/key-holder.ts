/** A client with a key, and the proofs that it has it (RFC 9449), made with node:crypto alone. */
import { createHash, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { ISSUER } from './host.ts';

/** A client with a key of its own. */
export interface KeyHolder {
  readonly jkt: string;
  proof(method: string, path: string, claims?: Readonly<Record<string, unknown>>): string;
}

const segment = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
export const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

export function aKeyHolder(): KeyHolder {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  const jwk = { crv, kty, x, y };
  return {
    jkt: hashOf(JSON.stringify(jwk)),
    proof(method, path, claims = {}) {
      const iat = Math.floor(Date.now() / 1000);
      const text = `${segment({ typ: 'dpop+jwt', alg: 'ES256', jwk })}.${segment({ jti: randomUUID(), htm: method, htu: ISSUER + path, iat, ...claims })}`;
      return `${text}.${sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
    },
  };
}
