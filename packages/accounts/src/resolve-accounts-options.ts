/** Fills in the defaults of accounts and refuses wrong options, all of them at once. */
import { availableParallelism } from 'node:os';
import { optionsError } from '@gemel/protocol';
import { accountDefaults, type AccountsOptions, type ResolvedAccountsOptions } from './options.ts';

const topics: readonly string[] = ['gemel', 'store', 'passwords', 'hashing', 'throttling', 'clock'];
const known: Readonly<Record<string, readonly string[]>> = {
  passwords: ['minLength', 'maxLength', 'contextWords'],
  hashing: ['memoryKiB', 'passes', 'parallelism', 'concurrency', 'maxQueue', 'pepper'],
  throttling: ['freeFailures', 'maxFailures', 'firstDelay', 'longestDelay'],
};
const shortestPepper = 32;
/** argon2's own limit: eight blocks for each lane. */
const kibPerLane = 8;

/**
 * Returns the options with every default filled in.
 *
 * @throws GemelError `options_invalid`, its message one line for each thing that is wrong
 */
export function resolveAccountsOptions(given: AccountsOptions): ResolvedAccountsOptions {
  if (typeof given !== 'object' || given === null)
    throw optionsError('createAccounts', ['options are missing: write createAccounts({ gemel, store })']);
  const problems = unknownNames(given);
  // A topic of the wrong kind has been reported; its members are not.
  const topic = (name: string): Readonly<Record<string, unknown>> => objectOrEmpty(Reflect.get(given, name));
  const passwords = topic('passwords');
  const hashing = topic('hashing');
  const throttling = topic('throttling');

  const readNumber = (path: string, value: unknown, fallback: number, [least, most]: readonly [number, number]): number => {
    const number = value ?? fallback;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most) return number;
    problems.push(`${path} must be a whole number from ${least} to ${most}: leave it out for ${fallback}`);
    return fallback;
  };

  if (typeof given.gemel?.startSession !== 'function') problems.push('gemel is missing: write gemel: await createGemel({ … })');
  if (typeof given.store?.findByEmail !== 'function') problems.push('store is missing: write store: createMemoryAccountStore()');
  if (given.clock !== undefined && typeof given.clock.wallMs !== 'function') problems.push('clock must be a Clock: leave it out');

  const { passwords: p, hashing: h, throttling: t } = accountDefaults;
  const parallelism = readNumber('hashing.parallelism', hashing['parallelism'], h.parallelism, [1, 16]);
  const concurrency = readNumber('hashing.concurrency', hashing['concurrency'], availableParallelism(), [1, 1024]);
  const resolved: ResolvedAccountsOptions = {
    passwords: {
      minLength: readNumber('passwords.minLength', passwords['minLength'], p.minLength, [8, 64]),
      maxLength: readNumber('passwords.maxLength', passwords['maxLength'], p.maxLength, [64, 1024]),
      contextWords: readTexts('passwords.contextWords', passwords['contextWords'] ?? [], problems),
    },
    hashing: {
      memoryKiB: readNumber('hashing.memoryKiB', hashing['memoryKiB'], h.memoryKiB, [kibPerLane * parallelism, 4_194_304]),
      passes: readNumber('hashing.passes', hashing['passes'], h.passes, [1, 100]),
      parallelism,
      concurrency,
      maxQueue: readNumber('hashing.maxQueue', hashing['maxQueue'], h.queuePerHash * concurrency, [0, 100_000]),
      peppers: readPeppers(hashing['pepper'], problems),
    },
    throttling: {
      freeFailures: readNumber('throttling.freeFailures', throttling['freeFailures'], t.freeFailures, [1, 100]),
      maxFailures: readNumber('throttling.maxFailures', throttling['maxFailures'], t.maxFailures, [1, 100]),
      firstDelay: readNumber('throttling.firstDelay', throttling['firstDelay'], t.firstDelay, [1, 3600]),
      longestDelay: readNumber('throttling.longestDelay', throttling['longestDelay'], t.longestDelay, [1, 86_400]),
    },
  };
  if (problems.length > 0) throw optionsError('createAccounts', problems);
  return resolved;
}

function unknownNames(given: AccountsOptions): string[] {
  const problems = Object.keys(given)
    .filter((name) => !topics.includes(name))
    .map((name) => `${name} is not an option: the topics are ${topics.join(', ')}`);
  for (const [topic, members] of Object.entries(known)) {
    const inner: unknown = Reflect.get(given, topic);
    if (inner === undefined) continue;
    if (typeof inner !== 'object' || inner === null) problems.push(`${topic} must be an object: it takes ${members.join(', ')}`);
    else {
      const unknown = Object.keys(inner).filter((name) => !members.includes(name));
      problems.push(...unknown.map((name) => `${topic}.${name} is not an option: ${topic} takes ${members.join(', ')}`));
    }
  }
  return problems;
}

function objectOrEmpty(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function readTexts(path: string, value: unknown, problems: string[]): readonly string[] {
  const isList = Array.isArray(value) && value.every((one): one is string => typeof one === 'string' && one.trim() !== '');
  if (!isList) problems.push(`${path} must be a list of words, such as ['orders', 'example']`);
  return isList ? value : [];
}

function readPeppers(value: unknown, problems: string[]): readonly string[] {
  if (value === undefined) return [];
  const secrets: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = secrets.filter((one): one is string => typeof one === 'string' && one.length >= shortestPepper);
  if (texts.length === 0 || texts.length !== secrets.length) {
    problems.push(
      `hashing.pepper is too short: write at least ${shortestPepper} random characters, for example from: openssl rand -base64 33`,
    );
  }
  return texts;
}
