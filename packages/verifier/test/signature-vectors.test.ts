/** Signatures with special values, after Wycheproof; the same answers from node:crypto and WebCrypto, with jose as a judge of what is good. */
import { createHmac, randomBytes, sign } from 'node:crypto';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import * as node from '../src/signature.node.ts';
import * as web from '../src/signature.web.ts';
import { audienceName, base64url, claimsOf, createIssuer, esHeader, hsHeader, issuerName } from './support/issuer.ts';
import { createFixture } from './support/verifier-fixture.ts';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const largest = (1n << 256n) - 1n;

const issuer = createIssuer();
const { x = '', y = '' } = issuer.publicJwk;
const checks = { 'node:crypto': node.importEs256(x, y), WebCrypto: web.importEs256(x, y) };
const input = `${base64url(JSON.stringify(esHeader))}.${base64url(JSON.stringify(claimsOf()))}`;
const good = sign('sha256', Buffer.from(input), { key: issuer.privateKey, dsaEncoding: 'ieee-p1363' });
const r = BigInt(`0x${good.subarray(0, 32).toString('hex')}`);
const s = BigInt(`0x${good.subarray(32).toString('hex')}`);

function bytesOf(number: bigint): Buffer {
  return Buffer.from((number % (largest + 1n)).toString(16).padStart(64, '0'), 'hex');
}

const specials: readonly (readonly [string, bigint])[] = [
  ['0', 0n],
  ['1', 1n],
  ['2', 2n],
  ['n - 1', order - 1n],
  ['n', order],
  ['n + 1', order + 1n],
  ['p', prime],
  ['p + 1', prime + 1n],
  ['2^255', 1n << 255n],
  ['2^256 - 1', largest],
  ['a byte', 0x80n],
];

describe.each(Object.entries(checks))('J11 an ES256 signature judged by %s', (_runtime, importing) => {
  test('holds where it is good', async () => {
    expect(await (await importing)(input, good.toString('base64url'))).toBe(true);
  });

  test.each(specials.flatMap(([rName, rValue]) => specials.map(([sName, sValue]) => [rName, sName, rValue, sValue] as const)))(
    'does not hold with r = %s, s = %s',
    async (_r, _s, rValue, sValue) => {
      expect(await (await importing)(input, Buffer.concat([bytesOf(rValue), bytesOf(sValue)]).toString('base64url'))).toBe(false);
    },
  );

  test.each([
    ['r and n in place of s', r, order],
    ['r and 0 in place of s', r, 0n],
    ['n and s', order, s],
    ['0 and s', 0n, s],
    ['r + n where that fits, and s', r + order, s],
    ['r and s + n where that fits', r, s + order],
    ['s and r', s, r],
  ])('does not hold with %s', async (_title, rValue, sValue) => {
    expect(await (await importing)(input, Buffer.concat([bytesOf(rValue), bytesOf(sValue)]).toString('base64url'))).toBe(false);
  });

  test.each([0, 1, 32, 63, 65, 72, 96, 128])('does not hold in %i bytes', async (length) => {
    const cut = Buffer.concat([good, Buffer.alloc(64)]).subarray(0, length);
    expect(await (await importing)(input, cut.toString('base64url'))).toBe(false);
  });

  test('does not hold with any one bit turned', async () => {
    const holds = await importing;
    for (let bit = 0; bit < 512; bit += 7) {
      const turned = Buffer.from(good);
      turned[bit >> 3] = (turned[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await holds(input, turned.toString('base64url'))).toBe(false);
    }
  });

  test('holds for numbers that begin with zeros or a high bit', async () => {
    const holds = await importing;
    const seen = new Set<string>();
    for (let number = 0; number < 5000 && seen.size < 4; number++) {
      const message = `${number}`;
      const signature = sign('sha256', Buffer.from(message), { key: issuer.privateKey, dsaEncoding: 'ieee-p1363' });
      const kinds = [signature[0], signature[32]].map((byte, index) =>
        byte === 0 ? `zero ${index}` : (byte ?? 0) >= 0x80 ? `high ${index}` : '',
      );
      if (kinds.every((kind) => kind === '' || seen.has(kind))) continue;
      for (const kind of kinds) if (kind !== '') seen.add(kind);
      expect(await holds(message, signature.toString('base64url'))).toBe(true);
    }
    expect([...seen].toSorted()).toEqual(['high 0', 'high 1', 'zero 0', 'zero 1']);
  });
});

describe('an HS256 signature', () => {
  test.each([32, 33, 63, 64, 65, 131, 200])('of a key of %i bytes is that of RFC 2104, by either runtime', async (length) => {
    const key = randomBytes(length);
    const [byNode, byWeb] = [node.importHs256(key), await web.importHs256(key)];
    for (const message of ['', 'a', 'b'.repeat(64), 'c'.repeat(700), 'd'.repeat(5000), 'e'.repeat(1000), 'f']) {
      const signature = createHmac('sha256', key).update(message).digest('base64url');
      expect(byNode(message, signature)).toBe(true);
      expect(await byWeb(message, signature)).toBe(true);
      for (const wrong of [
        signature.slice(0, -1),
        `${signature}A`,
        '',
        signature.toLowerCase(),
        createHmac('sha256', key).update(`${message}!`).digest('base64url'),
      ]) {
        expect(byNode(message, wrong)).toBe(wrong === signature);
      }
    }
  });

  test('is that of RFC 4231, case 6: a key longer than a block', () => {
    const mac = Buffer.from('60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54', 'hex').toString('base64url');
    expect(node.importHs256(Buffer.alloc(131, 0xaa))('Test Using Larger Than Block-Size Key - Hash Key First', mac)).toBe(true);
  });

  test('is not changed by what becomes of the bytes that the key was made of', () => {
    const key = randomBytes(32);
    const signature = createHmac('sha256', key).update('text').digest('base64url');
    const holds = node.importHs256(key);
    key.fill(0);
    expect(holds('text', signature)).toBe(true);
  });
});

describe('J19 base64url', () => {
  test('is decoded by both runtimes from one spelling only', () => {
    const unit = fc.constantFrom(...'AQZaz09-_', '+', '/', '=', ' ', '\n', 'Ł', '\u0000', '.');
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 12 }), (text) => {
        const expected = Buffer.from(text, 'base64url').toString('base64url') === text ? Buffer.from(text, 'base64url') : undefined;
        for (const { decodeBase64url } of [node, web]) {
          const bytes = decodeBase64url(text);
          expect(bytes === undefined ? undefined : Buffer.from(bytes)).toEqual(expected);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        for (const { decodeBase64url } of [node, web]) expect(Buffer.from(decodeBase64url(text) ?? [])).toEqual(Buffer.from(bytes));
      }),
    );
  });

  const utf8Of = (bytes: Buffer): string => (Buffer.from(bytes.toString()).equals(bytes) ? bytes.toString() : '');
  const bytesOfText = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc.string({ unit: fc.constantFrom('a', '"', 'Ä', '🙂', '\uFFFD', '\uFEFF'), maxLength: 400 }).map((text) => Buffer.from(text)),
  );

  test('is text only where the bytes are UTF-8, be it long or short (J25)', () => {
    fc.assert(
      fc.property(bytesOfText, fc.constantFrom(1, 2, 60), fc.constantFrom('', '=', '!', 'Ł', '+A'), (bytes, times, tail) => {
        const all = Buffer.concat(Array.from({ length: times }, () => bytes));
        for (const { createTextDecoder } of [node, web]) {
          expect(createTextDecoder()(all.toString('base64url') + tail)).toBe(tail === '' ? utf8Of(all) : undefined);
        }
      }),
    );
  });
});

describe('a token issued by jose', () => {
  test.each(['ES256', 'HS256'])('is accepted with %s, and no token that differs in one character is', async (alg) => {
    const fixture = await createFixture();
    const isEs = alg === 'ES256';
    const token = await new SignJWT({ ...claimsOf(), tenant: { id: 7 } })
      .setProtectedHeader({ ...(isEs ? esHeader : hsHeader), alg })
      .sign(isEs ? fixture.issuer.privateKey : fixture.issuer.symmetricKey);
    expect((await fixture.verify(token)).claims).toMatchObject({ iss: issuerName, aud: audienceName, tenant: { id: 7 } });
    const changes = fc.record({ at: fc.nat(token.length - 1), to: fc.constantFrom(...'Aa0-_.=+ {') });
    await fc.assert(
      fc.asyncProperty(changes, async ({ at, to }) => {
        const changed = token.slice(0, at) + to + token.slice(at + 1);
        expect((await fixture.outcome(changed)) === 'accepted').toBe(changed === token);
      }),
      { numRuns: 300 },
    );
  });
});
