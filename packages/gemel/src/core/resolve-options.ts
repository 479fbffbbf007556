/** Fills in the defaults and refuses wrong options, all of them at once. */
import { optionsError, type Seconds } from '@gemel/protocol';
import { parseAddressRange } from './client-address.ts';
import { checkCookieName } from './format-session-cookie.ts';
import { defaults, type GemelOptions, type ResolvedOptions } from './options.ts';

const topics: ReadonlySet<string> = new Set(['issuer', 'secret', 'store', 'sessions', 'tokens', 'cookie', 'freshness', 'http']);
const known: Readonly<Record<string, readonly string[]>> = {
  sessions: ['inactivityTimeout', 'overallTimeout', 'cacheSize', 'claims', 'maxDataBytes'],
  tokens: ['lifetime', 'algorithm', 'audiences', 'reuseWindow', 'keyLifetime', 'maxBytes', 'cacheSize'],
  cookie: ['name', 'isPersistent'],
  freshness: ['maxStaleness', 'onStale', 'recordMaxAge', 'clockTolerance'],
  http: ['allowedOrigins', 'trustedProxies'],
};
const shortestSecret = 32;

/**
 * Returns the options with every default filled in.
 *
 * @throws GemelError `options_invalid`, its message one line for each thing that is wrong
 */
export function resolveOptions(given: GemelOptions): ResolvedOptions {
  const problems: string[] = [...unknownNames(given)];
  const sessions = { ...defaults.sessions, ...defined(given.sessions) };
  const tokens = { ...defaults.tokens, ...defined(given.tokens) };
  const cookie = { ...defaults.cookie, ...defined(given.cookie) };
  const freshness = { ...defaults.freshness, ...defined(given.freshness) };
  const http = { allowedOrigins: given.http?.allowedOrigins ?? [], trustedProxies: given.http?.trustedProxies ?? [] };

  problems.push(...issuerProblems(given.issuer), ...secretProblems(given.secret), ...originProblems(http.allowedOrigins), ...proxyProblems(http.trustedProxies));
  if (typeof given.store?.readLog !== 'function') problems.push('store is missing: write store: createMemoryStore()');
  const positive: readonly (readonly [string, unknown, number])[] = [
    ['sessions.inactivityTimeout', sessions.inactivityTimeout, 1],
    ['sessions.overallTimeout', sessions.overallTimeout, 1],
    ['sessions.cacheSize', sessions.cacheSize, 0],
    ['sessions.maxDataBytes', sessions.maxDataBytes, 0],
    ['tokens.lifetime', tokens.lifetime, 1],
    ['tokens.reuseWindow', tokens.reuseWindow, 0],
    ['tokens.keyLifetime', tokens.keyLifetime, 1],
    ['tokens.maxBytes', tokens.maxBytes, 512],
    ['tokens.cacheSize', tokens.cacheSize, 0],
    ['freshness.maxStaleness', freshness.maxStaleness, 0.05],
    ['freshness.recordMaxAge', freshness.recordMaxAge, 0],
    ['freshness.clockTolerance', freshness.clockTolerance, 0],
  ];
  for (const [name, value, least] of positive) {
    if (typeof value !== 'number' || !Number.isFinite(value) || value < least) problems.push(`${name} must be a finite number of at least ${least}`);
  }
  if (sessions.inactivityTimeout > sessions.overallTimeout) {
    problems.push('sessions.inactivityTimeout is longer than sessions.overallTimeout: the inactivity timeout could never end a session');
  }
  if (tokens.keyLifetime < tokens.lifetime) problems.push('tokens.keyLifetime is shorter than tokens.lifetime: write at least as many seconds');
  if (tokens.algorithm !== 'ES256' && tokens.algorithm !== 'HS256') problems.push("tokens.algorithm must be 'ES256' or 'HS256'");
  if (!['ask', 'refuse', 'accept'].includes(freshness.onStale)) problems.push("freshness.onStale must be 'ask', 'refuse' or 'accept'");
  const cookieProblem = checkCookieName(cookie.name);
  if (cookieProblem !== undefined) problems.push(cookieProblem);
  const audiences = given.tokens?.audiences ?? [given.issuer];
  const [audience, ...otherAudiences] = audiences;
  if (audience === undefined || audiences.some((one) => typeof one !== 'string' || one === '')) {
    problems.push('tokens.audiences must name at least one audience, or be left out for the issuer');
  }
  if (problems.length > 0 || audience === undefined) throw optionsError('createGemel', problems);

  return {
    issuer: given.issuer,
    sessions: {
      inactivityTimeout: sessions.inactivityTimeout,
      overallTimeout: sessions.overallTimeout,
      cacheSize: sessions.cacheSize,
      maxDataBytes: sessions.maxDataBytes,
    },
    tokens: { ...tokens, audiences: [audience, ...otherAudiences] },
    cookie,
    freshness: { ...freshness, retention: retentionOf(freshness, tokens.lifetime) },
    http,
  };
}

/** How long a floor must be remembered, in seconds: until nothing that it speaks of can still be unexpired. */
function retentionOf(freshness: { readonly maxStaleness: Seconds; readonly recordMaxAge: Seconds; readonly clockTolerance: Seconds }, lifetime: Seconds): Seconds {
  return freshness.maxStaleness + Math.max(lifetime, freshness.recordMaxAge) + freshness.clockTolerance;
}

function unknownNames(given: GemelOptions): string[] {
  const names = Object.keys(given)
    .filter((name) => !topics.has(name))
    .map((name) => `${name} is not an option: the topics are ${[...topics].join(', ')}`);
  for (const [topic, members] of Object.entries(known)) {
    const inner: unknown = Reflect.get(given, topic);
    if (inner === undefined) continue;
    if (typeof inner !== 'object' || inner === null) {
      names.push(`${topic} must be an object`);
      continue;
    }
    for (const name of Object.keys(inner)) {
      if (!members.includes(name)) names.push(`${topic}.${name} is not an option: ${topic} takes ${members.join(', ')}`);
    }
  }
  return names;
}

function issuerProblems(issuer: unknown): string[] {
  const hint = "write the application's own URL, such as issuer: 'https://app.example'";
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return [`issuer is not a URL: ${hint}`];
  const url = new URL(issuer);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url.hostname))) {
    return [`issuer must be https (http only on localhost): ${hint}`];
  }
  if (url.search !== '' || url.hash !== '' || issuer.endsWith('/')) return [`issuer must have no query, no fragment and no slash at its end: ${hint}`];
  return [];
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || hostname.endsWith('.localhost') || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

function secretProblems(secret: unknown): string[] {
  const secrets: readonly unknown[] = Array.isArray(secret) ? secret : [secret];
  const hint = `write at least ${shortestSecret} random characters, for example from: openssl rand -base64 33`;
  if (secrets.length === 0) return [`secret is an empty list: ${hint}`];
  return secrets.some((one) => typeof one !== 'string' || one.length < shortestSecret) ? [`secret is missing or too short: ${hint}`] : [];
}

function originProblems(origins: readonly string[]): string[] {
  return origins
    .filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
    .map((origin) => `http.allowedOrigins holds ${JSON.stringify(origin)}, which is not an origin: write it like https://app.example`);
}

function proxyProblems(proxies: readonly string[]): string[] {
  return proxies
    .filter((proxy) => parseAddressRange(proxy) === undefined)
    .map((proxy) => `http.trustedProxies holds ${JSON.stringify(proxy)}, which is neither an address nor a range: write it like 10.0.0.0/8`);
}

/** A member given as undefined counts as left out. */
function defined<T extends object>(topic: T | undefined): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  // Object.entries loses the names' types; they are the same names.
  return Object.fromEntries(Object.entries(topic ?? {}).filter(([, value]) => value !== undefined)) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
