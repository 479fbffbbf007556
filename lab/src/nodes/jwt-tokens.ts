/** Access tokens as people make them by hand with jose: signed, and saying everything that a node needs to know. */
import crypto from 'node:crypto';
import { type CryptoKey, exportJWK, importPKCS8, importSPKI, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import type { NodeSetup } from './node-setup.ts';
import type { SignInBody } from './read-body.ts';

const issuer = 'http://localhost';

/** Seconds that an access token lives where nothing else is said: the usual quarter of an hour. */
export const usualLifetime = 900;

export interface JwtTokens {
  issue(person: SignInBody): Promise<string>;
  /** The claims of a token that holds, else null. */
  verify(token: string): Promise<JWTPayload | null>;
  /** What anybody may have, where the algorithm has two keys. */
  publicKey(): Promise<object | null>;
}

export async function createJwtTokens(setup: NodeSetup): Promise<JwtTokens> {
  const algorithm = setup.options['algorithm'] ?? 'HS256';
  const lifetime = setup.lifetimes.token ?? usualLifetime;
  const keys = await importKeys(setup, algorithm);
  return {
    issue: ({ subject, roles, permissions }) =>
      new SignJWT({ roles, permissions })
        .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
        .setSubject(subject)
        .setIssuer(issuer)
        .setAudience(issuer)
        .setJti(crypto.randomUUID())
        .setIssuedAt()
        .setExpirationTime(`${lifetime}s`)
        .sign(keys.sign),
    verify: async (token) =>
      jwtVerify(token, keys.verify, { algorithms: [algorithm], issuer, audience: issuer }).then(
        ({ payload }) => payload,
        () => null,
      ),
    publicKey: async () => (keys.isPair ? exportJWK(keys.verify) : null),
  };
}

interface Keys {
  readonly sign: CryptoKey | crypto.KeyObject;
  readonly verify: CryptoKey | crypto.KeyObject;
  readonly isPair: boolean;
}

async function importKeys({ secret, signingKey }: NodeSetup, algorithm: string): Promise<Keys> {
  if (signingKey === null) {
    const key = crypto.createSecretKey(Buffer.from(secret, 'base64url'));
    return { sign: key, verify: key, isPair: false };
  }
  const spki = crypto.createPublicKey(signingKey).export({ type: 'spki', format: 'pem' }).toString();
  const options = { extractable: true };
  return { sign: await importPKCS8(signingKey, algorithm), verify: await importSPKI(spki, algorithm, options), isPair: true };
}
