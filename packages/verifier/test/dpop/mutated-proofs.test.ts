/** Proofs that were changed on their way: of thousands none is accepted. */
import { createDpop } from '@gemel/verifier/dpop';
import { expect, test } from 'vitest';
import { base64url, createIssuer } from '../support/issuer.ts';
import { startSeconds } from '../support/manual-clock.ts';
import { hashOf, proofBy, proofClaims, proofHeader, proofOf, thumbprintOf } from '../support/proofs.ts';
import { outcomeOf } from '../support/verifier-fixture.ts';

const holder = createIssuer();
const token = 'an.access.token';
const good = proofBy(holder, { claims: { ath: hashOf(token) } });
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** By a checker that has seen nothing, with a token that is bound to the holder's key. */
function judge(proof: string): Promise<string> {
  const dpop = createDpop({ url: 'https://orders.example' });
  const request = { method: 'GET', header: (name: string) => (name === 'dpop' ? proof : undefined), message: { url: '/orders' } };
  const tokens = { verify: () => ({ claims: { cnf: { jkt: thumbprintOf(holder) } } }) as never };
  return outcomeOf(() =>
    dpop
      .present(
        () => tokens,
        () => startSeconds,
      )
      .verify(token, request),
  );
}

/** The same numbers at each run. */
function createPrng(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('the one that they are made of is accepted', async () => {
  expect(await judge(good)).toBe('accepted');
});

test('none is accepted in which one character is another, at any place', async () => {
  const random = createPrng(1);
  const accepted: string[] = [];
  for (let at = 0; at < good.length; at++) {
    for (const character of [alphabet.charAt(random(64)), '.', '=', ' ', ',']) {
      if (character === good.charAt(at)) continue;
      const changed = good.slice(0, at) + character + good.slice(at + 1);
      if ((await judge(changed)) !== 'proof_invalid') accepted.push(changed);
    }
  }
  expect(accepted).toEqual([]);
});

test('none is accepted from which something was cut, to which something was added, or in which bytes were turned', async () => {
  const random = createPrng(2);
  const changes: readonly ((at: number) => string)[] = [
    (at) => good.slice(0, at),
    (at) => good.slice(at + 1),
    (at) => good.slice(0, at) + good.slice(at + 1 + random(20)),
    (at) => good.slice(0, at) + good.slice(at, at + 4) + good.slice(at),
    (at) => good.slice(0, at) + alphabet.charAt(random(64)) + good.slice(at),
    (at) =>
      good
        .split('.')
        .map((part) => turnedBit(part, at))
        .join('.'),
    (at) =>
      good
        .split('.')
        .map((part, index) => (index === at % 3 ? turnedBit(part, random(8 * part.length)) : part))
        .join('.'),
  ];
  const accepted: string[] = [];
  for (let count = 0; count < 3000; count++) {
    const changed = changes[count % changes.length]?.(random(good.length - 1) + 1) ?? '';
    if (changed !== good && (await judge(changed)) !== 'proof_invalid') accepted.push(changed);
  }
  expect(accepted).toEqual([]);
});

test('none is accepted whose header or claims say something else under a good signature by another key', async () => {
  const random = createPrng(3);
  const thief = createIssuer();
  const values: readonly unknown[] = [undefined, null, '', 0, [], {}, true, 'none', 'HS256', startSeconds, '__proto__', thief.publicJwk];
  const names = ['typ', 'alg', 'jwk', 'kid', 'jku', 'crit', 'b64', 'cty'];
  const accepted: string[] = [];
  for (let count = 0; count < 1500; count++) {
    const header = { ...proofHeader(random(2) === 0 ? holder : thief), [names[random(names.length)] ?? '']: values[random(values.length)] };
    const changed = proofOf(thief, header, proofClaims({ ath: hashOf(token) }));
    if ((await judge(changed)) !== 'proof_invalid') accepted.push(changed);
  }
  expect(accepted).toEqual([]);
});

/** The bit at a place of the bytes that a part spells. */
function turnedBit(part: string, at: number): string {
  const bytes = Buffer.from(part, 'base64url');
  const place = Math.floor(at / 8) % bytes.length;
  bytes[place] = (bytes[place] ?? 0) ^ (1 << (at % 8));
  return base64url(bytes);
}
