/** ES256 signatures that are the same at each run (RFC 6979), so that files of them can be made again. For tests: nothing here hides a key from a clock. */
import { createHash, createHmac } from 'node:crypto';

const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const base: Point = {
  x: 0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296n,
  y: 0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5n,
};

interface Point {
  readonly x: bigint;
  readonly y: bigint;
}

const modulo = (value: bigint, by: bigint): bigint => ((value % by) + by) % by;

function inverse(value: bigint, by: bigint): bigint {
  let [a, b, u, v] = [modulo(value, by), by, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, u, v] = [b - quotient * a, a, v - quotient * u, u];
  }
  return modulo(u, by);
}

function add(left: Point, right: Point): Point {
  const slope =
    left.x === right.x ? (3n * left.x * left.x - 3n) * inverse(2n * left.y, prime) : (right.y - left.y) * inverse(right.x - left.x, prime);
  const x = modulo(slope * slope - left.x - right.x, prime);
  return { x, y: modulo(slope * (left.x - x) - left.y, prime) };
}

/** The base point times 2 to the power of the index. */
const doublings: readonly Point[] = Array.from({ length: 255 }).reduce<Point[]>(
  (points) => {
    const last = points.at(-1) ?? base;
    points.push(add(last, last));
    return points;
  },
  [base],
);

function multiply(times: bigint): Point {
  const summands = doublings.filter((_, power) => (times >> BigInt(power)) & 1n);
  return summands.reduce(add);
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
const bytesOf = (number: bigint): Buffer => Buffer.from(number.toString(16).padStart(64, '0'), 'hex');
const hmac = (key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer => createHmac('sha256', key).update(Buffer.concat(parts)).digest();

/** RFC 6979, section 3.2. */
function nonceFor(secret: bigint, digest: bigint): bigint {
  const seed = Buffer.concat([bytesOf(secret), bytesOf(modulo(digest, order))]);
  let value: Buffer = Buffer.alloc(32, 1);
  let key = hmac(Buffer.alloc(32), value, Buffer.of(0), seed);
  value = hmac(key, value);
  key = hmac(key, value, Buffer.of(1), seed);
  value = hmac(key, value);
  for (;;) {
    value = hmac(key, value);
    const nonce = numberOf(value);
    if (nonce > 0n && nonce < order) return nonce;
    key = hmac(key, value, Buffer.of(0));
    value = hmac(key, value);
  }
}

/** Returns r and s, 32 bytes each, over an ASCII text; `d` is the private member of a JWK on P-256. */
export function signDeterministically(d: string, text: string): Buffer {
  const secret = numberOf(Buffer.from(d, 'base64url'));
  const digest = numberOf(createHash('sha256').update(text, 'latin1').digest());
  const nonce = nonceFor(secret, digest);
  const r = modulo(multiply(nonce).x, order);
  return Buffer.concat([bytesOf(r), bytesOf(modulo(inverse(nonce, order) * (digest + r * secret), order))]);
}
