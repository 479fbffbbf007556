/** A client with a key of its own, which proves for each request that it has it (DPoP, RFC 9449). */
import crypto from 'node:crypto';
import type { Credential } from '../../fleet/credential.ts';
import { origin } from '../../fleet/lab-node.ts';
import { part } from './forge-token.ts';

export interface KeyHolder {
  /** A proof for one request; with the token that goes with it, where there is one. */
  proof(method: string, path: string, token?: string): string;
  /** The headers of `GET /whoami`, with a fresh proof. */
  present(credential: Credential): Readonly<Record<string, string>>;
}

export function createKeyHolder(): KeyHolder {
  const { privateKey, publicKey } = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { kty, crv, x, y } = publicKey.export({ format: 'jwk' });
  const header = part({ typ: 'dpop+jwt', alg: 'ES256', jwk: { kty, crv, x, y } });
  const proof: KeyHolder['proof'] = (method, path, token) => {
    const ath = token === undefined ? {} : { ath: crypto.createHash('sha256').update(token).digest('base64url') };
    const iat = Math.floor(Date.now() / 1000);
    const text = `${header}.${part({ jti: crypto.randomUUID(), htm: method, htu: `${origin}${path}`, iat, ...ath })}`;
    const signature = crypto.sign('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    return `${text}.${signature.toString('base64url')}`;
  };
  return {
    proof,
    present({ accessToken }) {
      const token = accessToken ?? '';
      return { authorization: `DPoP ${token}`, dpop: proof('GET', '/whoami', token) };
    },
  };
}
