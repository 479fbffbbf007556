/** What a key must never be made of. */
import { generateKeyPairSync } from 'node:crypto';
import { createIssuer } from './issuer.ts';

/** Title, and the material, given a public key in PEM. */
export const wrongMaterials: readonly (readonly [string, (pem: string) => unknown])[] = [
  ['J02 J03 a public key in PEM', (pem: string) => pem],
  ['J03 PEM after a zero-width space', (pem: string) => `\u200b${pem}`],
  ['J03 PEM after a newline', (pem: string) => `\n${pem}`],
  ['J02 PEM as bytes', (pem: string) => Buffer.from(pem)],
  ['J02 PEM as a symmetric key in text', (pem: string) => ({ kid: 'k', alg: 'HS256', symmetricKey: pem })],
  ['J08 an empty text', () => ''],
  ['J09 nothing', () => undefined],
  ['J09 null', () => null],
  ['J08 an empty secret', () => ({ kid: 'k', alg: 'HS256', symmetricKey: new Uint8Array() })],
  ['J08 a secret of 31 bytes', () => ({ kid: 'k', alg: 'HS256', symmetricKey: new Uint8Array(31) })],
  ['J08 an empty JWK of the symmetric kind', () => ({ kid: 'k', alg: 'HS256', kty: 'oct', k: '' })],
  ['J12 a symmetric key for ES256', () => ({ kid: 'k', alg: 'ES256', symmetricKey: new Uint8Array(32) })],
  [
    'J12 a key of another curve',
    () => ({ ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }),
  ],
  [
    'J12 a key of another curve under our name',
    () => ({
      ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }),
      crv: 'P-256',
      kid: 'k',
      alg: 'ES256',
    }),
  ],
  [
    'J12 an RSA key for ES256',
    () => ({ ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }),
  ],
  ['J12 an EC key for RS256', () => ({ ...createIssuer().publicJwk, alg: 'RS256' })],
  [
    'J12 the members of an RSA key under another kind',
    () => ({ kty: 'EC', n: Buffer.alloc(384, 0xff).toString('base64url'), e: 'AQAB', kid: 'k', alg: 'RS256' }),
  ],
  ['J12 a public key that is a secret as well', () => ({ ...createIssuer().publicJwk, symmetricKey: new Uint8Array(32) })],
  [
    'J12 a secret that is a public key as well',
    () => ({ ...createIssuer().publicJwk, alg: 'HS256', symmetricKey: new Uint8Array(32), k: 'AAAA' }),
  ],
  ['J12 an EC key for HS256', () => ({ ...createIssuer().publicJwk, alg: 'HS256' })],
  ['J12 a point that is not on the curve', () => ({ ...createIssuer().publicJwk, y: 'A'.repeat(43) })],
  ['J12 coordinates that are not canonical', () => ({ ...createIssuer().publicJwk, x: `${'A'.repeat(42)}B` })],
  ['J12 a missing coordinate', () => ({ ...createIssuer().publicJwk, y: undefined })],
  ['J13 a key without alg', () => ({ ...createIssuer().publicJwk, alg: undefined })],
  ['J13 a key for no algorithm', () => ({ ...createIssuer().publicJwk, alg: 'none' })],
  ['J07 a key without a name', () => ({ ...createIssuer().publicJwk, kid: undefined })],
  ['J07 a key with an empty name', () => ({ ...createIssuer().publicJwk, kid: '' })],
  ['J07 a key with an endless name', () => ({ ...createIssuer().publicJwk, kid: 'k'.repeat(257) })],
  ['a key for encryption', () => ({ ...createIssuer().publicJwk, use: 'enc' })],
  ['a private key', () => ({ ...createIssuer().privateKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' })],
];
