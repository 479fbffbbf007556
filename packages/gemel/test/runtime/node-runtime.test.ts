import { createHmac, createPublicKey, generateKeyPairSync, type KeyPairKeyObjectResult, verify } from 'node:crypto';
import { compactVerify, importJWK } from 'jose';
import { describe, expect, test } from 'vitest';
import { signingAlgorithms } from '../../src/core/options/signing-algorithm.ts';
import { createHmacSha256 } from '../../src/runtime/hmac-sha256.ts';
import { createNodeRuntime } from '../../src/runtime/node-runtime.ts';
import { createRandomPool } from '../../src/runtime/random-pool.ts';

const runtime = createNodeRuntime();
const bytes = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'));
const base64url = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

describe('HMAC-SHA-256', () => {
  /** RFC 4231, section 4: key, data, digest. */
  const vectors: readonly (readonly [name: string, key: string, data: string, digest: string])[] = [
    ['4.2', '0b'.repeat(20), '4869205468657265', 'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'],
    [
      '4.3',
      '4a656665',
      '7768617420646f2079612077616e7420666f72206e6f7468696e673f',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
    ['4.4', 'aa'.repeat(20), 'dd'.repeat(50), '773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'],
    [
      '4.5',
      '0102030405060708090a0b0c0d0e0f10111213141516171819',
      'cd'.repeat(50),
      '82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b',
    ],
    [
      '4.7',
      'aa'.repeat(131),
      Buffer.from('Test Using Larger Than Block-Size Key - Hash Key First').toString('hex'),
      '60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54',
    ],
    [
      '4.8',
      'aa'.repeat(131),
      Buffer.from(
        'This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.',
      ).toString('hex'),
      '9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2',
    ],
  ];

  test.each(vectors)('gives what RFC 4231, section %s, says', (_name, key, data, digest) => {
    expect(createHmacSha256()(bytes(key), bytes(data))).toBe(base64url(digest));
  });

  test('agrees with createHmac for texts and keys of every length, in any order', () => {
    const hmac = createHmacSha256();
    for (const length of [0, 1, 63, 64, 65, 500, 2730, 2731, 9000, 3]) {
      const key = new Uint8Array(Math.max(1, length % 131)).fill(length);
      const text = 'é'.repeat(length);
      expect(hmac(key, text)).toBe(createHmac('sha256', key).update(text).digest('base64url'));
    }
  });
});

describe('HKDF-SHA-256', () => {
  test('gives what RFC 5869, appendix A.3, says (no salt, no info)', () => {
    const secret = '\u000b'.repeat(22);
    expect(Buffer.from(runtime.deriveKey(secret, '')).toString('hex')).toBe(
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d',
    );
  });

  test('gives another key for each label', () => {
    const keys = ['a', 'b', ''].map((label) => Buffer.from(runtime.deriveKey('s'.repeat(32), label)).toString('hex'));
    expect(new Set(keys).size).toBe(3);
  });
});

describe('SHA-256 and comparison', () => {
  test('hashes as FIPS 180-4 says', () => {
    expect(runtime.sha256('abc')).toBe(base64url('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'));
  });

  test.each([
    ['', '', true],
    ['a', 'a', true],
    ['a', 'b', false],
    ['a', 'aa', false],
    ['é', 'xx', false],
  ])('isEqual(%j, %j) is %s', (left, right, isEqual) => {
    expect(runtime.isEqual(left, right)).toBe(isEqual);
  });
});

describe('random texts', () => {
  test('have the length asked for and are never given twice, over the edge of the pool', () => {
    const random = createRandomPool();
    const seen = new Set<string>();
    for (let index = 0; index < 1000; index++) seen.add(random(index % 2 === 0 ? 16 : 32));
    expect(seen.size).toBe(1000);
    expect(new Set([...seen].map((text) => text.length))).toEqual(new Set([22, 43]));
    expect(Buffer.from(random(5000), 'base64url')).toHaveLength(5000);
  });

  test('are never a stretch of zeros', () => {
    const random = createRandomPool();
    const zeros = 'A'.repeat(22);
    for (let index = 0; index < 1000; index++) expect(random(16)).not.toBe(zeros);
  });
});

describe('seals', () => {
  const key = runtime.deriveKey('k'.repeat(32), 'test');

  test('open under the same key and context, to the same text', () => {
    const text = 'a secret, with é';
    expect(runtime.open(key, runtime.seal(key, text, 'here'), 'here')).toBe(text);
  });

  test('differ each time, since the nonce does', () => {
    expect(runtime.seal(key, 'same', '')).not.toBe(runtime.seal(key, 'same', ''));
  });

  test('do not open under another key, in another context, cut short or changed in any byte', () => {
    const sealed = runtime.seal(key, 'secret', 'here');
    expect(runtime.open(runtime.deriveKey('l'.repeat(32), 'test'), sealed, 'here')).toBeUndefined();
    expect(runtime.open(key, sealed, 'there')).toBeUndefined();
    expect(runtime.open(key, '', 'here')).toBeUndefined();
    const whole = Buffer.from(sealed, 'base64url');
    for (let index = 0; index < whole.length; index++) {
      expect(runtime.open(key, whole.subarray(0, index).toString('base64url'), 'here')).toBeUndefined();
      const changed = Buffer.from(whole);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(runtime.open(key, changed.toString('base64url'), 'here')).toBeUndefined();
    }
  });
});

/** PKCS #8 in base64url of a fresh key of a type of node:crypto. */
function secretOf(type: string, options: object = {}): string {
  const generate = generateKeyPairSync as (type: string, options: object) => KeyPairKeyObjectResult; // one signature for all types
  return generate(type, options).privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
}

describe('signing keys', () => {
  test('ES256: signatures of every shape are 64 bytes and verify, by node:crypto and by jose', async () => {
    const key = await runtime.generateSigningKey('ES256');
    const jwk = { ...key.publicJwk };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    // 1 signature in 128 has a short r or s; this many show each shape of DER.
    for (let index = 0; index < 1500; index++) {
      const signature = Buffer.from(key.sign(`text ${index}`), 'base64url');
      expect(signature).toHaveLength(64);
      const isValid = verify('sha256', Buffer.from(`text ${index}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature);
      expect(isValid).toBe(true);
    }
    const header = Buffer.from('{"alg":"ES256"}').toString('base64url');
    const signed = `${header}.${Buffer.from('hello').toString('base64url')}`;
    const { payload } = await compactVerify(`${signed}.${key.sign(signed)}`, await importJWK(jwk, 'ES256'));
    expect(Buffer.from(payload).toString()).toBe('hello');
  });

  test('HS256: 256 random bits, and jose verifies', async () => {
    const key = await runtime.generateSigningKey('HS256');
    expect(key.publicJwk).toBeNull();
    expect(key.symmetricKey).toHaveLength(32);
    const signed = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.aGk`;
    const { payload } = await compactVerify(`${signed}.${key.sign(signed)}`, key.symmetricKey ?? new Uint8Array());
    expect(Buffer.from(payload).toString()).toBe('hi');
  });

  test.each(signingAlgorithms)('%s: exported and imported, it is the same key', async (algorithm) => {
    const key = await runtime.generateSigningKey(algorithm);
    const again = runtime.importSigningKey(algorithm, key.exportSecret());
    expect(again.publicJwk).toEqual(key.publicJwk);
    expect(again.symmetricKey).toEqual(key.symmetricKey);
    expect(again.exportSecret()).toBe(key.exportSecret());
  });

  test.each([
    ['ES256', ['alg', 'crv', 'kty', 'use', 'x', 'y']],
    ['EdDSA', ['alg', 'crv', 'kty', 'use', 'x']],
    ['Ed25519', ['alg', 'crv', 'kty', 'use', 'x']],
    ['RS256', ['alg', 'e', 'kty', 'n', 'use']],
    ['PS256', ['alg', 'e', 'kty', 'n', 'use']],
  ])('%s: the public half holds nothing private, and jose verifies with it', async (algorithm, members) => {
    const key = await runtime.generateSigningKey(algorithm);
    expect(Object.keys(key.publicJwk ?? {}).toSorted()).toEqual(members);
    const signed = `${Buffer.from(JSON.stringify({ alg: algorithm })).toString('base64url')}.aGk`;
    const { payload } = await compactVerify(`${signed}.${key.sign(signed)}`, await importJWK({ ...key.publicJwk }, algorithm));
    expect(Buffer.from(payload).toString()).toBe('hi');
    const { modulusLength } = createPublicKey({ key: { ...key.publicJwk }, format: 'jwk' }).asymmetricKeyDetails ?? {};
    expect(modulusLength).toBe(algorithm.endsWith('S256') && algorithm !== 'ES256' ? 3072 : undefined);
  });

  test.each([
    ['J08', 'HS256', ''],
    ['J08', 'HS256', 'AAAA'],
    ['J12', 'ES256', ''],
    ['J12', 'ES256', 'not a key'],
    ['J12', 'ES256', secretOf('ed25519')],
    ['J12', 'ES256', secretOf('ec', { namedCurve: 'P-384' })],
    ['J12', 'EdDSA', secretOf('ec', { namedCurve: 'P-256' })],
    ['J12', 'Ed25519', secretOf('ed448')],
    ['J12', 'RS256', secretOf('rsa', { modulusLength: 2048 })],
    ['J12', 'PS256', secretOf('rsa', { modulusLength: 2048 })],
    ['J12', 'RS256', secretOf('ec', { namedCurve: 'P-256' })],
    ['J12', 'PS256', secretOf('rsa-pss', { modulusLength: 3072 })],
    ['J12', 'RS256', 'not a key'],
    ['J12', 'HS256', secretOf('ec', { namedCurve: 'P-256' })],
    ['J01', 'none', ''],
    ['J07', '__proto__', ''],
  ])('%s: no key of %s is made from the wrong text', (_id, algorithm, secret) => {
    expect(() => runtime.importSigningKey(algorithm, secret)).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
  });

  test('J01: no key is made for an algorithm that is not known', () => {
    expect(() => runtime.generateSigningKey('none')).toThrow(expect.objectContaining({ code: 'keys_unavailable' }));
  });
});

describe('clock and sleep', () => {
  test('the clocks are those of this machine', () => {
    const before = Date.now();
    expect(runtime.clock.wallMs()).toBeGreaterThanOrEqual(before);
    const first = runtime.clock.monotonicMs();
    expect(runtime.clock.monotonicMs()).toBeGreaterThanOrEqual(first);
  });

  test('sleep ends after its time, or at once when aborted', async () => {
    await runtime.sleep(1);
    await runtime.sleep(1e9, AbortSignal.abort());
    const controller = new AbortController();
    const sleeping = runtime.sleep(1e9, controller.signal);
    controller.abort();
    await expect(sleeping).resolves.toBeUndefined();
  });

  test('sleep keeps no process alive', () => {
    const timers = (): number => process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const before = timers();
    const controller = new AbortController();
    void runtime.sleep(1e6, controller.signal);
    expect(timers()).toBe(before);
    controller.abort();
  });
});
