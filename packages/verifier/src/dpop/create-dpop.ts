/** Proofs of possession for a verifier: that whoever presents a token holds the key that it is bound to. RFC 9449 */
import { optionsError, type Seconds } from '@gemel/protocol';
import { algorithms as registry } from '../algorithm.ts';
import { createCheckProof } from './check-proof.ts';
import type { Dpop } from './dpop.ts';
import { judgeOnce } from './judge-once.ts';
import { normalUrl } from './normal-url.ts';
import { checkBinding, presentTokens } from './present-tokens.ts';

export interface DpopOptions {
  /**
   * What precedes the path of a request in the URL that clients know, such as `https://orders.example`; with the part of the path that a proxy takes
   * away, if it does. A proof names the whole URL, and what a request says of its host is not believed.
   */
  readonly url: string;
  /** True: a token that is not bound to a key is refused, whatever else holds (ASVS 10.3.5). */
  readonly isRequired?: boolean;
  /** `alg`s that a proof may have: asymmetric ones. */
  readonly algorithms?: readonly string[];
  /** Seconds after its `iat` within which a proof is good, once. */
  readonly maxAge?: Seconds;
  /** Seconds by which a client's clock may be ahead of the engine's. */
  readonly clockTolerance?: Seconds;
  /** Proofs remembered at most, with tokens and without any each, so that none is good twice in this process; where there is no room for more, they are refused. */
  readonly memorySize?: number;
}

const asymmetric: readonly string[] = [...registry.values()].filter(({ isSymmetric }) => !isSymmetric).map(({ name }) => name);

/** Every default of proofs. */
const defaults: Required<Omit<DpopOptions, 'url'>> = {
  isRequired: false,
  algorithms: asymmetric,
  maxAge: 60,
  clockTolerance: 5,
  memorySize: 200_000,
};

/**
 * Creates what `createVerifier` and `createEdgeVerifier` take as `dpop`. Each proof is good once in this process; other processes know nothing of it.
 *
 * @throws GemelError `options_invalid`
 * @see RFC 9449, sections 4.3 and 7
 * @example
 * const dpop = createDpop({ url: 'https://orders.example' });
 * const verifier = createVerifier({ issuer: 'https://app.example', audience: 'https://orders.example', dpop });
 */
export function createDpop(options: DpopOptions): Dpop {
  const settings = { ...defaults, ...options };
  const problems = problemsWith(options, settings);
  if (problems.length > 0) throw optionsError('createDpop', problems);
  const { algorithms, isRequired } = settings;
  const [check, prove] = [judgeOnce(createCheckProof(settings)), judgeOnce(createCheckProof(settings))];
  return {
    algorithms,
    isRequired,
    checkBinding,
    present: (tokensWith, now) => presentTokens(tokensWith, { check, isRequired }, now),
    // Anybody may prove a key: what that takes of memory must not be missing where tokens are presented.
    prove: (request, now) => prove(request, now),
  };
}

function problemsWith(
  given: object,
  { url, isRequired, algorithms, maxAge, clockTolerance, memorySize }: Required<DpopOptions>,
): readonly string[] {
  const names = ['url', ...Object.keys(defaults)];
  const lines: readonly (readonly [boolean, string])[] = [
    ...Object.keys(given).map((name) => [names.includes(name), `${name} is not an option; there are ${names.join(', ')}`] as const),
    [
      typeof url === 'string' && normalUrl(url) !== undefined && !/[?#]/.test(url),
      "url takes the URL that clients know, without a query, such as 'https://orders.example'",
    ],
    [typeof isRequired === 'boolean', 'isRequired takes true or false'],
    [areAsymmetric(algorithms), `algorithms takes some of ${asymmetric.join(', ')}`],
    [isBetween(maxAge, 1, 600), 'maxAge takes seconds from 1 to 600, such as 60'],
    [isBetween(clockTolerance, 0, 300), 'clockTolerance takes seconds from 0 to 300, such as 5'],
    [Number.isSafeInteger(memorySize) && memorySize > 0, 'memorySize takes a number of proofs, such as 200000'],
  ];
  return lines.filter(([isRight]) => !isRight).map(([, line]) => line);
}

function areAsymmetric(names: unknown): boolean {
  return Array.isArray(names) && names.length > 0 && names.every((name: unknown) => asymmetric.some((one) => one === name));
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most;
}
