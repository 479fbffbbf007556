/** Says everything that is wrong with options, each with what to write instead. */
import { parseAddressRange } from '../requests/client-address.ts';
import { checkCookieName } from '../requests/format-session-cookie.ts';
import type { GemelOptions, ResolvedOptions } from './options.ts';
import { signingAlgorithms } from './signing-algorithm.ts';

/** The options with defaults filled in, before anything about them is known to be right. */
export type FilledOptions = Omit<ResolvedOptions, 'tokens' | 'freshness'> & {
  readonly tokens: Omit<ResolvedOptions['tokens'], 'audiences'> & { readonly audiences: readonly string[] };
  readonly freshness: Omit<ResolvedOptions['freshness'], 'retention'>;
};

const topics: ReadonlySet<string> = new Set(['issuer', 'secret', 'store', 'sessions', 'tokens', 'cookie', 'freshness', 'http']);
const known: Readonly<Record<string, readonly string[]>> = {
  sessions: ['inactivityTimeout', 'overallTimeout', 'cacheSize', 'claims', 'maxDataBytes'],
  tokens: ['lifetime', 'algorithm', 'keepsAlgorithm', 'areBound', 'audiences', 'reuseWindow', 'keyLifetime', 'maxBytes', 'cacheSize'],
  cookie: ['name', 'isPersistent'],
  freshness: ['maxStaleness', 'onStale', 'recordMaxAge', 'clockTolerance', 'nodeName'],
  http: ['allowedOrigins', 'trustedProxies'],
};
const shortestSecret = 32;
const longestNodeName = 200;

/** Returns one line for each thing that is wrong; none where nothing is. */
export function optionProblems(given: GemelOptions, filled: FilledOptions): readonly string[] {
  return [
    ...unknownNames(given),
    ...issuerProblems(given.issuer),
    ...secretProblems(given.secret),
    ...storeProblems(given.store),
    ...numberProblems(filled),
    ...contradictions(filled),
    ...choiceProblems(given, filled),
    ...originProblems(filled.http.allowedOrigins),
    ...proxyProblems(filled.http.trustedProxies),
  ];
}

function numberProblems({ sessions, tokens, freshness }: FilledOptions): string[] {
  const least: readonly (readonly [string, unknown, number])[] = [
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
  return least
    .filter(([, value, minimum]) => typeof value !== 'number' || !Number.isFinite(value) || value < minimum)
    .map(([name, , minimum]) => `${name} must be a finite number of at least ${minimum}`);
}

function contradictions({ sessions, tokens }: FilledOptions): string[] {
  const found: string[] = [];
  if (sessions.inactivityTimeout > sessions.overallTimeout) {
    found.push('sessions.inactivityTimeout is longer than sessions.overallTimeout: the inactivity timeout could never end a session');
  }
  if (tokens.keyLifetime < tokens.lifetime)
    found.push('tokens.keyLifetime is shorter than tokens.lifetime: write at least as many seconds');
  return found;
}

function choiceProblems(given: GemelOptions, { tokens, freshness, cookie }: FilledOptions): string[] {
  const found: string[] = [];
  if (!signingAlgorithms.includes(tokens.algorithm)) found.push(`tokens.algorithm must be one of ${signingAlgorithms.join(', ')}`);
  if (!['ask', 'refuse', 'accept'].includes(freshness.onStale)) found.push("freshness.onStale must be 'ask', 'refuse' or 'accept'");
  const audiences: unknown = given.tokens?.audiences;
  const areAudiences = Array.isArray(audiences) && audiences.length > 0 && audiences.every((one) => typeof one === 'string' && one !== '');
  if (audiences !== undefined && !areAudiences) {
    found.push('tokens.audiences must name at least one audience, or be left out for the issuer');
  }
  if (given.sessions?.claims !== undefined && typeof given.sessions.claims !== 'function') found.push('sessions.claims must be a function');
  const nodeName: unknown = freshness.nodeName;
  if (nodeName !== undefined && (typeof nodeName !== 'string' || nodeName.length > longestNodeName || /\p{Cc}/u.test(nodeName))) {
    found.push(`freshness.nodeName must be a line of at most ${longestNodeName} characters`);
  }
  if (typeof tokens.keepsAlgorithm !== 'boolean') found.push('tokens.keepsAlgorithm must be true or false');
  if (typeof tokens.areBound !== 'boolean') found.push('tokens.areBound must be true or false');
  if (typeof cookie.isPersistent !== 'boolean') found.push('cookie.isPersistent must be true or false');
  const cookieProblem = checkCookieName(cookie.name);
  return cookieProblem === undefined ? found : [...found, cookieProblem];
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
  if (url.search !== '' || url.hash !== '' || issuer.endsWith('/'))
    return [`issuer must have no query, no fragment and no slash at its end: ${hint}`];
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

function storeProblems(store: unknown): string[] {
  if (typeof Reflect.get(Object(store), 'readLog') === 'function') return [];
  const isPromise = store instanceof Promise;
  return [
    isPromise
      ? 'store is a promise: write store: await createPostgresStore(pool), or what else creates it'
      : 'store is missing: write store: createMemoryStore()',
  ];
}

function originProblems(origins: unknown): string[] {
  if (!areTexts(origins)) return ["http.allowedOrigins must be a list of origins: write ['https://app.example']"];
  return origins
    .filter((origin) => !URL.canParse(origin) || new URL(origin).origin !== origin)
    .map((origin) => `http.allowedOrigins holds ${JSON.stringify(origin)}, which is not an origin: write it like https://app.example`);
}

function proxyProblems(proxies: unknown): string[] {
  if (!areTexts(proxies)) return ["http.trustedProxies must be a list of addresses or ranges: write ['10.0.0.0/8']"];
  return proxies
    .filter((proxy) => parseAddressRange(proxy) === undefined)
    .map(
      (proxy) => `http.trustedProxies holds ${JSON.stringify(proxy)}, which is neither an address nor a range: write it like 10.0.0.0/8`,
    );
}

function areTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
