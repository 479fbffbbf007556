/** What a key may and may not be made of, as JWKs. */
import { issuer } from './fixed-issuer.ts';
import type { VectorCase } from './vector-file.ts';

const es = issuer.publicJwk;
const rfc7515A2 =
  'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ';
const rsa = { kty: 'RSA', kid: 'k', alg: 'RS256', n: rfc7515A2, e: 'AQAB' };
const ed = { kty: 'OKP', kid: 'k', alg: 'EdDSA', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const pem = issuer.publicKey.export({ format: 'pem', type: 'spki' }).toString();
const oct = (bytes: number): unknown => ({ kty: 'oct', kid: 'k', alg: 'HS256', k: Buffer.alloc(bytes, 7).toString('base64url') });

type KeyCase = readonly [title: string, input: unknown, deliberate?: string];

const accepted: readonly KeyCase[] = [
  ['a point on P-256', es],
  ['a point of Ed25519', ed],
  ['a secret of 32 bytes', oct(32)],
];

const refused: readonly KeyCase[] = [
  ['J02 J03 a public key as PEM', pem],
  ['J03 PEM behind a newline', `\n${pem}`],
  ['J03 PEM behind a zero-width space', `\u200b${pem}`],
  ['J04 a public key as the text of a JWK', JSON.stringify(es)],
  ['J08 an empty secret', oct(0)],
  ['J08 a secret of 31 bytes', oct(31)],
  ['J09 nothing', null],
  ['J09 an empty text', ''],
  ['J12 a point of P-256 for RS256', { ...es, alg: 'RS256' }],
  ['J12 an RSA key for ES256', { ...rsa, alg: 'ES256' }],
  ['J12 a point of Ed25519 for ES256', { ...ed, alg: 'ES256' }],
  ['J12 a point of P-256 for EdDSA', { ...es, alg: 'EdDSA' }],
  ['J12 J30 a point of P-256 for HS256', { ...es, alg: 'HS256' }],
  ['J12 another curve under our name', { ...es, crv: 'P-384' }],
  ['J12 a point that is not on the curve', { ...es, y: 'A'.repeat(43) }],
  ['J12 a coordinate that is short', { ...es, x: es.x?.slice(0, -2) }],
  ['J12 J19 a coordinate in another spelling', { ...es, x: `${es.x?.slice(0, -1)}V` }],
  ['J13 a key without an algorithm', { ...es, alg: undefined }, 'one-algorithm-per-key'],
  ['J01 a key for no algorithm', { ...es, alg: 'none' }],
  ['J07 a key without a name', { ...es, kid: undefined }, 'no-key-is-tried-out'],
  ['J07 a key with an endless name', { ...es, kid: 'k'.repeat(257) }, 'sizes'],
  ['a key for encryption', { ...es, use: 'enc' }],
  ['an RSA key of 2048 bits, which nobody allowed', rsa, 'rsa-below-3072'],
  ['an RSA key with the exponent 3', { ...rsa, e: 'Aw' }, 'rsa-exponent'],
  ['an RSA key whose modulus begins with a zero', { ...rsa, n: `AAAA${rfc7515A2}` }],
  ...[
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
    'JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU',
    'xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o',
    '7P_______________________________________38',
    '7f_______________________________________38',
    '7v_______________________________________38',
  ].map((x): KeyCase => ['a point of small order', { ...ed, x }, 'small-order-points']),
];

export const keyCases: readonly Omit<VectorCase, 'id'>[] = [
  ...accepted.map(([title, input]) => ({ title, input, valid: true, expect: 'accepted' })),
  ...refused.map(([title, input, deliberate]) => ({
    title,
    input,
    valid: deliberate !== undefined,
    expect: 'options_invalid',
    ...(deliberate === undefined ? {} : { deliberate }),
  })),
];
