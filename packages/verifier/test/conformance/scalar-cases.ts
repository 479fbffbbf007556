/** J11: ES256 signatures of numbers that mean something to the curve, after Wycheproof. */
import { base64url } from '../support/issuer.ts';
import { issuer } from './fixed-issuer.ts';
import type { VectorCase } from './vector-file.ts';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const prime = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const specials: readonly (readonly [string, bigint])[] = [
  ['0', 0n],
  ['1', 1n],
  ['n - 1', order - 1n],
  ['n', order],
  ['n + 1', order + 1n],
  ['p', prime],
  ['2^256 - 1', (1n << 256n) - 1n],
];

const input = `${base64url('{"alg":"ES256","kid":"es"}')}.${base64url('text')}`;
const good = issuer.sign(input);
const r = BigInt(`0x${good.subarray(0, 32).toString('hex')}`);
const s = BigInt(`0x${good.subarray(32).toString('hex')}`);

function jwsOf(first: bigint, second: bigint): string {
  const bytes = Buffer.from([first, second].map((number) => number.toString(16).padStart(64, '0')).join(''), 'hex');
  return `${input}.${bytes.toString('base64url')}`;
}

const refused = (title: string, jws: string): Omit<VectorCase, 'id'> => ({
  title: `J11 ${title}`,
  input: jws,
  valid: false,
  expect: 'token_signature_invalid',
});

export const scalarCases: readonly Omit<VectorCase, 'id'>[] = [
  { title: 'a good signature', input: jwsOf(r, s), valid: true, expect: 'accepted' },
  { title: 'a good signature with n - s, which is as good', input: jwsOf(r, order - s), valid: true, expect: 'accepted' },
  ...specials.flatMap(([first, rValue]) =>
    specials.map(([second, sValue]) => refused(`r = ${first}, s = ${second}`, jwsOf(rValue, sValue))),
  ),
  ...specials.map(([name, value]) => refused(`s = ${name}`, jwsOf(r, value))),
  ...specials.map(([name, value]) => refused(`r = ${name}`, jwsOf(value, s))),
  refused('r and s change places', jwsOf(s, r)),
];
