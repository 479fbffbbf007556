import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { signDeterministically } from './support/deterministic-es256.ts';

/** RFC 6979, appendix A.2.5. */
const key = {
  x: '60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6',
  y: '7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299',
  d: 'c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721',
};
const text = (hex: string): string => Buffer.from(hex, 'hex').toString('base64url');

test.each([
  [
    'sample',
    'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
  ],
  [
    'test',
    'f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083',
  ],
])('RFC 6979, A.2.5: the signature of %s', (message, expected) => {
  const signature = signDeterministically(text(key.d), message);
  expect(signature.toString('hex')).toBe(expected);
  const publicKey = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x: text(key.x), y: text(key.y) } });
  expect(verify('sha256', Buffer.from(message), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
});
