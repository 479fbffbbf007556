/** Fills in the defaults and refuses wrong options, all of them at once. */
import { optionsError, type Seconds } from '@gemel/protocol';
import { type FilledOptions, optionProblems } from './option-problems.ts';
import { defaults, type GemelOptions, type ResolvedOptions } from './options.ts';

/**
 * Returns the options with every default filled in.
 *
 * @throws GemelError `options_invalid`, its message one line for each thing that is wrong
 */
export function resolveOptions(given: GemelOptions): ResolvedOptions {
  if (typeof given !== 'object' || given === null)
    throw optionsError('createGemel', ['options are missing: write createGemel({ issuer, secret, store })']);
  const { claims: _, ...sessions } = given.sessions ?? {};
  const filled: FilledOptions = {
    issuer: given.issuer,
    sessions: { ...defaults.sessions, ...defined(sessions) },
    tokens: { ...defaults.tokens, audiences: [given.issuer], ...defined(given.tokens) },
    cookie: { ...defaults.cookie, ...defined(given.cookie) },
    freshness: { ...defaults.freshness, ...defined(given.freshness) },
    http: { allowedOrigins: [], trustedProxies: [], ...defined(given.http) },
  };
  const problems = optionProblems(given, filled);
  const [audience, ...others] = filled.tokens.audiences;
  if (problems.length > 0 || audience === undefined) throw optionsError('createGemel', problems);
  const { freshness, tokens } = filled;
  return {
    ...filled,
    tokens: { ...tokens, audiences: [audience, ...others] },
    freshness: { ...freshness, retention: retentionOf(freshness, tokens.lifetime) },
  };
}

/** Returns the options with a log that remembers long enough for nodes that keep the fleet's bound, where this node's own is shorter. */
export function withFleetBound(options: ResolvedOptions, fleetMaxStaleness: Seconds): ResolvedOptions {
  const { freshness, tokens } = options;
  const maxStaleness = Math.max(freshness.maxStaleness, fleetMaxStaleness);
  return { ...options, freshness: { ...freshness, retention: retentionOf({ ...freshness, maxStaleness }, tokens.lifetime) } };
}

/** How long a floor must be remembered, in seconds: until nothing that it speaks of can still be unexpired. */
function retentionOf(
  freshness: { readonly maxStaleness: Seconds; readonly recordMaxAge: Seconds; readonly clockTolerance: Seconds },
  lifetime: Seconds,
): Seconds {
  return freshness.maxStaleness + Math.max(lifetime, freshness.recordMaxAge) + freshness.clockTolerance;
}

/** A member given as undefined counts as left out. */
function defined<T extends object>(topic: T | undefined): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  // Object.entries loses the names' types; they are the same names.
  return Object.fromEntries(Object.entries(topic ?? {}).filter(([, value]) => value !== undefined)) as {
    [Name in keyof T]?: Exclude<T[Name], undefined>;
  };
}
