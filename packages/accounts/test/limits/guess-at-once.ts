/** Guesses at one account's password by HTTP: from everywhere, with every forged header that costs nothing, at all nodes at once. */
import { endpointPaths } from '@gemel/protocol';
import type { Endpoints } from 'gemel/endpoints';
import { createAccountEndpoints } from '../../src/index.ts';
import { issuer, otherPassword } from '../a-world.ts';
import type { Node, NodeOptions } from '../second-factor/three-nodes.ts';
import { present } from '../support.ts';

/** A proxy of ours appends to `X-Forwarded-For` whom it was called by. */
export const trustedProxy = '10.0.0.1';
export const behindProxies: NodeOptions = { gemel: { http: { trustedProxies: ['10.0.0.0/8'] } }, throttling: {} };

export interface Answers {
  /** Guesses that were judged. */
  readonly judged: number;
  /** Refused by a limit, each with a `Retry-After` of whole seconds. */
  readonly refused: number;
  /** Refused since this process had no room for another hash. */
  readonly busy: number;
  /** Whatever else came; there should be nothing. */
  readonly others: readonly string[];
}

/** Where a request comes from, and what it says of that. */
export interface Origin {
  readonly remoteAddress: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
}

const address = (index: number): string => `198.${18 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
const address6 = (index: number): string => `2001:db8:${(index >> 8).toString(16)}:${(index & 255).toString(16)}::1`;

/** One machine that claims to be another for each guess: nothing that it sends is believed. */
export const forging = (index: number, remoteAddress = '203.0.113.9'): Origin => ({
  remoteAddress,
  headers: {
    'x-forwarded-for': `${address(index)}, ${address6(index)}`,
    forwarded: `for=${address(index)}`,
    'x-real-ip': address(index),
    'cf-connecting-ip': address(index),
    'true-client-ip': address(index),
  },
});

/** Somebody else each time, in every way that there is to be somebody. */
export function rotating(index: number): Origin {
  const origins: readonly Origin[] = [
    { remoteAddress: address(index), headers: {} },
    { remoteAddress: `::ffff:${address(index)}`, headers: {} },
    { remoteAddress: address6(index), headers: {} },
    { remoteAddress: trustedProxy, headers: { 'x-forwarded-for': `${address(index * 7)}, ${address(index)}` } },
    { remoteAddress: trustedProxy, headers: { 'x-forwarded-for': `192.0.2.1, ${address6(index)}` } },
    { remoteAddress: undefined, headers: { 'x-forwarded-for': address(index) } },
    forging(index, address(index)),
  ];
  return present(origins[index % origins.length]);
}

export type Guess = (index: number, email: string, origin: Origin) => Promise<Response>;

/** Sends one guess to the node whose turn it is. */
export function createGuess(nodes: readonly Node[]): Guess {
  const endpoints: readonly Endpoints[] = nodes.map(({ accounts, gemel }) => createAccountEndpoints(accounts, gemel));
  return async (index, email, { remoteAddress, headers }) => {
    const request = new Request(`${issuer}${endpointPaths.signIn}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ email, password: `${otherPassword} ${index}` }),
    });
    const context = remoteAddress === undefined ? {} : { remoteAddress };
    return present(await endpoints[index % endpoints.length]?.handle(request, context));
  };
}

/** Sends guesses of these numbers, all at once. */
export async function guessAtOnce(numbers: readonly number[], send: (index: number) => Promise<Response>): Promise<Answers> {
  const codes = await Promise.all(
    numbers.map(async (index) => {
      const answer = await send(index);
      const code = String(Reflect.get(Object(await answer.json()), 'code'));
      const mustWait = code === 'sign_in_throttled' || code === 'hashing_busy';
      return mustWait && !/^[1-9][0-9]*$/.test(answer.headers.get('retry-after') ?? '') ? `${code} without Retry-After` : code;
    }),
  );
  const count = (wanted: string): number => codes.filter((code) => code === wanted).length;
  const known = new Set(['sign_in_failed', 'sign_in_throttled', 'hashing_busy']);
  return {
    judged: count('sign_in_failed'),
    refused: count('sign_in_throttled'),
    busy: count('hashing_busy'),
    others: codes.filter((code) => !known.has(code)),
  };
}
