/** EdDSA and RSA: what holds and what does not, over each runtime's cryptography. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { algorithms, createKeySet, importVerificationKey } from '@gemel/verifier';
import { describe, expect, test } from 'vitest';
import { type AlgorithmKey, algorithmKeys, jwkOf, rsaPair, signPss, signWith } from './algorithm-keys.ts';
import { createIssuer } from './issuer.ts';
import { createFixture, type Fixture, importKeys, outcomeOf } from './verifier-fixture.ts';

const named: readonly (readonly [string, AlgorithmKey])[] = Object.entries(algorithmKeys);
const edOrder = 2n ** 252n + 27742317777372353535851937790883648493n;

/** Every encoding of a point of order 1, 2, 4 or 8: seven for y, each of either sign. */
const smallOrderPoints = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].flatMap((hex) => {
  const [positive, negative] = [Buffer.from(hex, 'hex'), Buffer.from(hex, 'hex')];
  negative[31] = (negative[31] ?? 0) | 0x80;
  return [positive.toString('base64url'), negative.toString('base64url')];
});

const rsa = algorithmKeys.RS256.publicJwk;
const ed = algorithmKeys.EdDSA.publicJwk;

const wrongKeys: readonly (readonly [string, unknown])[] = [
  ['an RSA key of 1024 bits', jwkOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey, 'RS256')],
  ['an RSA key of 2040 bits', jwkOf(generateKeyPairSync('rsa', { modulusLength: 2040 }).publicKey, 'RS256')],
  ['an RSA key longer than any that is needed', { ...rsa, n: `w${rsa.n?.slice(1)}${'A'.repeat(1024)}` }],
  ['an exponent of 3', jwkOf(generateKeyPairSync('rsa', { modulusLength: 2048, publicExponent: 3 }).publicKey, 'RS256')],
  ['an exponent of 1', { ...rsa, e: 'AQ' }],
  ['an exponent with a leading zero', { ...rsa, e: 'AAEAAQ' }],
  ['no exponent', { ...rsa, e: undefined }],
  ['no modulus', { ...rsa, n: undefined }],
  ['a modulus that is no text', { ...rsa, n: 7 }],
  ['an empty modulus', { ...rsa, n: '' }],
  ['a modulus with a leading zero', { ...rsa, n: `AAAA${rsa.n}` }],
  ['a modulus with padding', { ...rsa, n: `${rsa.n}==` }],
  ['J12 an RSA key for EdDSA', { ...rsa, alg: 'EdDSA' }],
  ['J12 an Ed25519 key for RS256', { ...ed, alg: 'RS256' }],
  ['J12 an Ed25519 key for ES256', { ...ed, alg: 'ES256' }],
  ['J12 a symmetric key for RS256', { kid: 'k', alg: 'RS256', symmetricKey: new Uint8Array(32) }],
  ['J12 a symmetric key for PS256', { kid: 'k', alg: 'PS256', symmetricKey: new Uint8Array(32) }],
  ['J12 a symmetric key for EdDSA', { kid: 'k', alg: 'EdDSA', symmetricKey: new Uint8Array(32) }],
  ['J12 another curve', jwkOf(generateKeyPairSync('ed448').publicKey, 'EdDSA')],
  ['J12 a curve for key agreement', jwkOf(generateKeyPairSync('x25519').publicKey, 'EdDSA')],
  ['a point of 31 bytes', { ...ed, x: ed.x?.slice(0, -1) }],
  ['a point in loose spelling', { ...ed, x: `${'A'.repeat(42)}B` }],
  ...smallOrderPoints.map((x): readonly [string, unknown] => [`the point ${x}, which is of small order`, { ...ed, x }]),
  ['a private member', { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'k', alg: 'EdDSA' }],
];

async function fixtureOfAll(): Promise<Fixture> {
  const theirs = named.map(async ([, { publicJwk }]) => importVerificationKey(publicJwk));
  const keys = [...(await importKeys(createIssuer())), ...(await Promise.all(theirs))];
  return createFixture({ algorithms: [...algorithms.keys()], keys: createKeySet(keys) });
}

function littleEndian(number: bigint, length: number): Buffer {
  return Buffer.from(Buffer.from(number.toString(16).padStart(2 * length, '0'), 'hex').toReversed());
}

export function describeAlgorithms(runtime: string): void {
  describe(`by ${runtime}`, () => {
    test.each(named)('a token signed with %s is accepted', async (_name, key) => {
      const fixture = await fixtureOfAll();
      expect(await fixture.outcome(signWith(key))).toBe('accepted');
    });

    test.each(named)('J12 J13 J14 a key for %s is used for no other algorithm, whatever the header says', async (name, key) => {
      const fixture = await fixtureOfAll();
      for (const alg of [...algorithms.keys(), 'none', 'RS384', 'ES384', 'Ed448'].filter((other) => other !== name))
        expect(await fixture.outcome(signWith(key, { alg }))).toBe('token_algorithm_wrong');
    });

    test('J02 a public RSA key is no HMAC secret', async () => {
      const fixture = await fixtureOfAll();
      expect(await fixture.outcome(signWith(algorithmKeys.RS256, { alg: 'HS256', kid: 'hs' }))).toBe('token_signature_invalid');
    });

    test.each(named)('J10 a signature with %s holds as it is, and not turned, cut, lengthened or empty', async (_name, key) => {
      const { holds } = await importVerificationKey(key.publicJwk);
      const good = key.sign('text');
      expect(await holds('text', good.toString('base64url'))).toBe(true);
      expect(await holds('texts', good.toString('base64url'))).toBe(false);
      for (let bit = 0; bit < 8 * good.length; bit += 8 * good.length > 1000 ? 61 : 7) {
        const turned = Buffer.from(good);
        turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(await holds('text', turned.toString('base64url'))).toBe(false);
      }
      const others = [
        good.subarray(1),
        good.subarray(0, -1),
        Buffer.concat([good, Buffer.alloc(1)]),
        Buffer.concat([Buffer.alloc(1), good]),
      ];
      for (const other of [...others, Buffer.alloc(0), Buffer.alloc(good.length), Buffer.alloc(good.length, 0xff)])
        expect(await holds('text', other.toString('base64url'))).toBe(false);
    });

    test('an RS256 signature of another hash, or with the other padding, does not hold', async () => {
      const { holds } = await importVerificationKey(algorithmKeys.RS256.publicJwk);
      const others = [sign('sha512', Buffer.from('text'), rsaPair.privateKey), sign('sha1', Buffer.from('text'), rsaPair.privateKey)];
      for (const other of [...others, signPss(rsaPair.privateKey, 'text')])
        expect(await holds('text', other.toString('base64url'))).toBe(false);
    });

    test('RFC 7518, 3.5: a PS256 signature with a salt of another length, another hash, or the other padding, does not hold', async () => {
      const { holds } = await importVerificationKey(algorithmKeys.PS256.publicJwk);
      const salted = [0, 16, 31, 33, 64].map((saltLength) => signPss(rsaPair.privateKey, 'text', { saltLength }));
      const others = [signPss(rsaPair.privateKey, 'text', { hash: 'sha512' }), sign('sha256', Buffer.from('text'), rsaPair.privateKey)];
      for (const other of [...salted, ...others]) expect(await holds('text', other.toString('base64url'))).toBe(false);
    });

    test('RFC 8032, 5.1.7: an EdDSA signature whose second half is not below the order does not hold', async () => {
      const { holds } = await importVerificationKey(algorithmKeys.Ed25519.publicJwk);
      const good = algorithmKeys.Ed25519.sign('text');
      const scalar = BigInt(`0x${Buffer.from(good.subarray(32).toReversed()).toString('hex')}`);
      const shifted = Buffer.concat([good.subarray(0, 32), littleEndian(scalar + edOrder, 32)]);
      expect(await holds('text', shifted.toString('base64url'))).toBe(false);
    });

    test.each([
      ['2048 bits', 2048],
      ['3064 bits', 3064],
    ])('an RSA key of %s is taken only where that is allowed by name', async (_title, modulusLength) => {
      const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
      for (const alg of ['RS256', 'PS256']) {
        const jwk = jwkOf(publicKey, alg);
        expect(await outcomeOf(async () => importVerificationKey(jwk))).toBe('options_invalid');
        expect(await outcomeOf(async () => importVerificationKey(jwk, { allowRsa2048: false }))).toBe('options_invalid');
        const key = await importVerificationKey(jwk, { allowRsa2048: true });
        if (alg === 'RS256')
          expect(await key.holds('text', sign('sha256', Buffer.from('text'), privateKey).toString('base64url'))).toBe(true);
      }
    });

    test.each(wrongKeys)('no key is made of %s', async (_title, material) => {
      const importing = async (): Promise<unknown> =>
        importVerificationKey(material as Parameters<typeof importVerificationKey>[0], { allowRsa2048: true });
      expect(await outcomeOf(importing)).toBe('options_invalid');
    });
  });
}
