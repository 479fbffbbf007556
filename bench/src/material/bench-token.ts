/** The tokens that all contenders check: Gemel's claims, about 281 bytes of payload, signed by keys made for this run. */
import { Buffer } from 'node:buffer';
import crypto from 'node:crypto';

export type BenchAlgorithm = 'ES256' | 'EdDSA' | 'RS256' | 'HS256';

export const issuer = 'https://app.example';

/** Keys of one algorithm in every form that a contender asks for. */
export interface BenchKeys {
  readonly algorithm: BenchAlgorithm;
  readonly kid: string;
  /** To sign with. */
  readonly signingKey: crypto.KeyObject;
  /** To verify with. */
  readonly keyObject: crypto.KeyObject;
  /** SPKI, or the secret's bytes for HS256. */
  readonly keyText: string | Buffer;
}

/** RSA keys as long as Gemel makes them, unless told otherwise. */
export function createBenchKeys(algorithm: BenchAlgorithm, rsaBits = 3072): BenchKeys {
  const kid = crypto.randomBytes(9).toString('base64url');
  if (algorithm === 'HS256') {
    const secret = Buffer.from(crypto.randomBytes(24).toString('base64url')); // 32 bytes, and text for whoever wants text
    const key = crypto.createSecretKey(secret);
    return { algorithm, kid, signingKey: key, keyObject: key, keyText: secret };
  }
  const { privateKey, publicKey } = generatePair(algorithm, rsaBits);
  return {
    algorithm,
    kid,
    signingKey: privateKey,
    keyObject: publicKey,
    keyText: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

function generatePair(algorithm: Exclude<BenchAlgorithm, 'HS256'>, rsaBits: number): crypto.KeyPairKeyObjectResult {
  if (algorithm === 'ES256') return crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return algorithm === 'EdDSA' ? crypto.generateKeyPairSync('ed25519') : crypto.generateKeyPairSync('rsa', { modulusLength: rsaBits });
}

/** The hash that `node:crypto` is to be told; Ed25519 has its own. */
export function hashOf(algorithm: BenchAlgorithm): string | null {
  return algorithm === 'EdDSA' ? null : 'sha256';
}

/** Signs a token for the `index`th subject; every token is different. */
export function signBenchToken(keys: BenchKeys, index: number): string {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: issuer,
    sub: `user-${index}`,
    aud: issuer,
    exp: now + 7200,
    iat: now,
    jti: crypto.randomBytes(8).toString('base64url'),
    client_id: 'gemel',
    sid: crypto.randomBytes(16).toString('base64url'),
    generation: 1,
    auth_time: now,
    amr: ['pwd'],
    roles: ['member'],
    permissions: ['orders:read'],
  };
  const header = encode({ alg: keys.algorithm, typ: 'at+jwt', kid: keys.kid });
  const input = `${header}.${encode(payload)}`;
  return `${input}.${sign(keys, input).toString('base64url')}`;
}

function sign(keys: BenchKeys, input: string): Buffer {
  if (keys.algorithm === 'HS256') return crypto.createHmac('sha256', keys.signingKey).update(input).digest();
  return crypto.sign(hashOf(keys.algorithm), Buffer.from(input), { key: keys.signingKey, dsaEncoding: 'ieee-p1363' });
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
