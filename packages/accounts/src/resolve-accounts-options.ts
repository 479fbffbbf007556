/** Fills in the defaults of accounts and refuses wrong options, all of them at once. */
import { availableParallelism } from 'node:os';
import { optionsError } from '@gemel/protocol';
import { accountDefaults, type AccountsOptions, type ResolvedAccountsOptions, type SecondFactorPolicy, type TotpSteps } from './options.ts';
import { isGrantName } from './is-grant-name.ts';
import { resolveThrottlingOptions } from './limits/resolve-throttling-options.ts';
import { resolveMailOptions } from './mail/resolve-mail-options.ts';
import { resolvePasskeyOptions } from './passkeys/passkey-site.ts';
import { resolveProviderOptions } from './providers/provider-options.ts';
import type { DeclaredRoles } from './roles/declare-roles.ts';

const topics: readonly string[] = [
  'gemel',
  'store',
  'passwords',
  'hashing',
  'throttling',
  'mail',
  'secondFactor',
  'passkeys',
  'leaving',
  'audit',
  'roles',
  'builtInRoles',
  'providers',
  'linking',
  'clock',
];
const known: Readonly<Record<string, readonly string[]>> = {
  passwords: ['minLength', 'maxLength', 'contextWords'],
  hashing: ['memoryKiB', 'passes', 'parallelism', 'concurrency', 'maxQueue', 'pepper'],
  throttling: Object.keys(accountDefaults.throttling),
  mail: ['send', 'from', 'service', 'texts', 'pages', 'requiresVerifiedEmail', 'signInLinks', 'notices', 'onFailed'],
  secondFactor: ['required', 'totpSteps'],
  audit: ['keepFor', 'onFault'],
  passkeys: ['rpId', 'origins', 'service', 'unsealed'],
  leaving: ['onAccountDeleted'],
  linking: ['mostPerAccount'],
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
  const audit = topic('audit');

  const readNumber = (path: string, value: unknown, fallback: number, [least, most]: readonly [number, number]): number => {
    const number = value ?? fallback;
    if (typeof number === 'number' && Number.isSafeInteger(number) && number >= least && number <= most) return number;
    problems.push(`${path} must be a whole number from ${least} to ${most}: leave it out for ${fallback}`);
    return fallback;
  };

  if (typeof given.gemel?.startSession !== 'function') problems.push('gemel is missing: write gemel: await createGemel({ … })');
  if (typeof given.store?.findByEmail !== 'function') problems.push('store is missing: write store: createMemoryAccountStore()');
  if (given.clock !== undefined && typeof given.clock.wallMs !== 'function') problems.push('clock must be a Clock: leave it out');

  const issuer = given.gemel?.options?.issuer ?? '';
  const { passwords: p, hashing: h } = accountDefaults;
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
    throttling: resolveThrottlingOptions(throttling, problems),
    secondFactor: {
      required: readPolicy(topic('secondFactor')['required'] ?? accountDefaults.secondFactor.required, problems),
      totpSteps: readTotpSteps(topic('secondFactor')['totpSteps'] ?? accountDefaults.secondFactor.totpSteps, problems),
    },
    roles: readRoles(given.roles, problems),
    builtInRoles: readRoles(given.builtInRoles, problems) ?? {},
    audit: {
      keepFor: readNumber('audit.keepFor', audit['keepFor'], accountDefaults.audit.keepFor, [86_400, 3_153_600_000]),
      onFault: readFunction('audit.onFault', given.audit?.onFault, problems) ?? (() => undefined),
    },
    mail: resolveMailOptions(given.mail, issuer, problems),
    passkeys: resolvePasskeyOptions(given.passkeys, issuer, problems),
    leaving: {
      onAccountDeleted: readFunction('leaving.onAccountDeleted', given.leaving?.onAccountDeleted, problems) ?? (async () => undefined),
    },
    providers: resolveProviderOptions(given.providers, issuer, problems),
    linking: {
      mostPerAccount: readNumber(
        'linking.mostPerAccount',
        topic('linking')['mostPerAccount'],
        accountDefaults.linking.mostPerAccount,
        [1, 1000],
      ),
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

function readFunction<Given extends (...values: never[]) => unknown>(
  path: string,
  value: Given | undefined,
  problems: string[],
): Given | undefined {
  if (value === undefined || typeof value === 'function') return value;
  problems.push(`${path} must be a function: leave it out`);
  return undefined;
}

function readPolicy(value: unknown, problems: string[]): SecondFactorPolicy {
  if (value === 'never' || value === 'always') return value;
  const roles: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'roles') : undefined;
  const isList = Array.isArray(roles) && roles.length > 0 && roles.every(isGrantName);
  if (isList) return { roles };
  problems.push("secondFactor.required must be 'never', 'always' or roles: write { roles: ['admin'] }");
  return 'always';
}

function readTotpSteps(value: unknown, problems: string[]): TotpSteps {
  if (value === 1 || value === 3) return value;
  problems.push('secondFactor.totpSteps must be 1 or 3: write 1 where no code may be good for longer than 30 seconds, or leave it out');
  return 1;
}

function readRoles(value: unknown, problems: string[]): DeclaredRoles | undefined {
  if (value === undefined) return undefined;
  const entries: readonly (readonly [string, unknown])[] =
    typeof value === 'object' && value !== null ? Object.entries(value) : [['', undefined]];
  const roles = entries.filter(
    (entry): entry is readonly [string, readonly string[]] =>
      isGrantName(entry[0]) && Array.isArray(entry[1]) && entry[1].every(isGrantName),
  );
  if (roles.length < entries.length)
    problems.push("roles must be lists of permissions by the name of the role: write roles: { editor: ['post:write'] }");
  return Object.fromEntries(roles.map(([name, permissions]) => [name, [...new Set(permissions)]]));
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
