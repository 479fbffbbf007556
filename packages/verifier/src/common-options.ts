/** What every verifier is configured with: the defaults, and the table by which options are judged. */
import { adviceOn, type Topic } from '#advice';
import { algorithms as registry } from './algorithm.ts';
import type { ClientCredentials } from './client-credentials.ts';
import type { Dpop } from './dpop/dpop.ts';
import { isTrustedUrl } from './trusted-url.ts';
import type { VerifierOptions } from './verifier-options.ts';

/** As those of `createVerifier`. */
export interface CommonOptions extends Pick<
  VerifierOptions,
  'issuer' | 'audience' | 'client' | 'algorithms' | 'dpop' | 'cacheSize' | 'onFault'
> {
  readonly freshness?: CommonFreshness;
}

export type CommonFreshness = Pick<NonNullable<VerifierOptions['freshness']>, 'maxStaleness' | 'clockTolerance'>;

/** Every default of the verifier. */
export const verifierDefaults = {
  freshness: { maxStaleness: 5, clockTolerance: 5, onStale: 'refuse' },
  algorithms: ['ES256'],
  cacheSize: 50_000,
  maxTokenBytes: 8192,
} as const;

/** What was configured, with every default in its place. */
export interface CommonSettings extends Required<Pick<CommonOptions, 'issuer' | 'algorithms' | 'cacheSize' | 'onFault'> & CommonFreshness> {
  readonly maxTokenBytes: number;
  readonly audiences: readonly string[];
  readonly client: ClientCredentials | undefined;
  readonly dpop: Dpop | undefined;
}

export function withCommonDefaults({ issuer, audience, client, dpop, freshness = {}, ...others }: CommonOptions): CommonSettings {
  const { algorithms = verifierDefaults.algorithms, cacheSize = verifierDefaults.cacheSize, onFault = () => undefined } = others;
  const { maxStaleness = verifierDefaults.freshness.maxStaleness, clockTolerance = verifierDefaults.freshness.clockTolerance } = freshness;
  const audiences = typeof audience === 'string' ? [audience] : audience;
  const { maxTokenBytes } = verifierDefaults;
  return { issuer, audiences, client, dpop, maxStaleness, clockTolerance, algorithms, cacheSize, onFault, maxTokenBytes };
}

type Verdicts<Name extends string> = Readonly<Record<Name, boolean>>;

/** Says of each option whether it is right; of the issuer, whether its metadata can be found. */
export function judgeCommon(
  { freshness = {} }: Pick<CommonOptions, 'freshness'>,
  { issuer, audiences, client, dpop, algorithms, cacheSize, onFault }: CommonSettings,
): Verdicts<keyof CommonOptions> {
  return {
    issuer: isTrustedUrl(issuer) && !/[?#]/.test(issuer),
    audience: areNames(audiences),
    client: client === undefined || areCredentials(client),
    freshness: typeof freshness === 'object',
    algorithms: areNames(algorithms) && algorithms.every((name) => registry.has(name)),
    dpop: dpop === undefined || 'present' in Object(dpop),
    cacheSize: Number.isSafeInteger(cacheSize) && cacheSize >= 0,
    onFault: typeof onFault === 'function',
  };
}

/** The same of what is nested in `freshness`. */
export function judgeFreshness({ maxStaleness, clockTolerance }: CommonSettings): Verdicts<keyof CommonFreshness> {
  return {
    maxStaleness: isDuration(maxStaleness) && maxStaleness > 0,
    clockTolerance: isDuration(clockTolerance) && clockTolerance <= 300,
  };
}

/** Returns a line for each name that was given and is none of the options, and for each option that is not right. */
export function problemsWith<Name extends Topic>(given: object, prefix: string, verdicts: Verdicts<Name>): readonly string[] {
  const names = Object.keys(verdicts) as Name[]; // by the type of the verdicts
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(verdicts, name));
  const wrong = names.filter((name) => !verdicts[name]);
  return [
    ...unknown.map((name) => adviceOn('unknown', prefix + name, names)),
    ...wrong.map((name) => adviceOn(name, '', [...registry.keys()])),
  ];
}

export function areCredentials(value: unknown): boolean {
  const { clientId, clientSecret } = Object(value) as Record<string, unknown>; // whose members are looked at
  return isName(clientId) && isName(clientSecret);
}

export function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function areNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every(isName);
}

function isDuration(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
