/** Turns the text of each setting into its value, or into the line that says what to write. */
import { isIP } from 'node:net';
import {
  type DeclaredRoles,
  isGrantName,
  type MailSuspicion,
  mailSuspicions,
  problemsWithProviders,
  type ProviderOptions,
  type SecondFactorPolicy,
  type SuspicionNotices,
  type UnsealedPasskeys,
} from '@gemel/accounts';
import { parseAddressRange, type SigningAlgorithm, signingAlgorithms } from 'gemel';
import { type Client, problemsWithClients } from 'gemel/endpoints';
import type { ClientCredentials } from '@gemel/verifier';
import { z } from 'zod';
import type { FeedAccess, LogLevel, OnStale } from './configuration.ts';

/** A value, or a line that completes "GEMEL_X …". */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

const port = z
  .string()
  .regex(/^[0-9]{1,5}$/)
  .transform(Number)
  .refine((number) => number <= 65_535);
const replicas = z
  .string()
  .regex(/^[0-9]{1,2}$/)
  .transform(Number);
const days = z
  .string()
  .regex(/^[0-9]{1,5}$/)
  .transform(Number)
  .refine((number) => number >= 1 && number <= 36_500);
const seconds = z
  .string()
  .regex(/^[0-9]{1,3}(?:\.[0-9]{1,3})?$/)
  .transform(Number)
  .refine((number) => number >= 0.1 && number <= 300);
const feedAccess = z.enum(['public', 'clients']);
const onStale = z.enum(['ask', 'refuse', 'accept']);
const tokenAlgorithm = z.enum(signingAlgorithms);
/** RFC 6749, section 3.3; the comma separates. */
const roleName = z.string().regex(/^[\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,128}$/);
const grantName = z.string().refine(isGrantName);
const declaredRoles = z.record(grantName, z.array(grantName));
const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);
const origin = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && isBareOrigin(text));
const feedUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && !/[?#]/.test(text) && new URL(text).username === '');
const cookieName = z.string().regex(/^__Host-(?:Http-)?[A-Za-z0-9_-]{1,64}$/);
const proxy = z.string().refine((text) => parseAddressRange(text) !== undefined);
const text = z.string();
/** Whether it is one is judged with the clients; what else it says stays, since a private half must be seen. */
const publicJwk = z.looseObject({
  kty: text,
  kid: text,
  alg: text,
  use: z.literal('sig').default('sig'),
  crv: text.exactOptional(),
  x: text.exactOptional(),
  y: text.exactOptional(),
  n: text.exactOptional(),
  e: text.exactOptional(),
});
const clients = z.array(
  z.strictObject({
    id: z.string(),
    secretHash: z.union([z.string(), z.array(z.string())]).optional(),
    jwks: z.strictObject({ keys: z.array(publicJwk) }).optional(),
    audiences: z.array(z.string()),
  }),
);
const host = z.string().refine((text) => isIP(text) > 0 || text === 'localhost');

export function parsePort(text: string): Parsed<number> {
  return outcome(port.safeParse(text), 'must be a number from 0 to 65535: write GEMEL_PORT=4000');
}

export function parseAdminPort(text: string): Parsed<number> {
  return outcome(port.safeParse(text), 'must be a number from 0 to 65535: write GEMEL_ADMIN_PORT=4001');
}

export function parseAdminHost(text: string): Parsed<string> {
  return outcome(host.safeParse(text), 'must be an IP address of this machine: write GEMEL_ADMIN_HOST=127.0.0.1, or leave it out');
}

export function parseWaitReplicas(text: string): Parsed<number> {
  return outcome(replicas.safeParse(text), 'must be a number of replicas from 0 to 99: write GEMEL_REDIS_WAIT_REPLICAS=1');
}

export function parseMaxStaleness(text: string): Parsed<number> {
  return outcome(seconds.safeParse(text), 'must be seconds from 0.1 to 300: write GEMEL_MAX_STALENESS=5');
}

export function parseOnStale(text: string): Parsed<OnStale> {
  return outcome(onStale.safeParse(text), 'must be one of ask, refuse, accept: write GEMEL_ON_STALE=ask');
}

export function parseFeedAccess(text: string): Parsed<FeedAccess> {
  return outcome(feedAccess.safeParse(text), 'must be public or clients: write GEMEL_FEED_ACCESS=clients');
}

/** Where a feed is; whether the way there is to be trusted is not judged here. */
export function parseFeedUrl(text: string): Parsed<string> {
  const parsed = feedUrl.safeParse(text);
  return outcome(
    parsed,
    'must be the address of a feed, without user, query or fragment: write GEMEL_FEED_URL=https://relay.example.com/feed',
  );
}

/** The text never shows in the problem. */
export function parseFeedClient(text: string): Parsed<ClientCredentials> {
  const [, clientId, clientSecret] = /^([\x21-\x39\x3b-\x7e]{1,100}):(.+)$/.exec(text) ?? [];
  if (clientId === undefined || clientSecret === undefined)
    return { problem: 'must be the name of a client, a colon and its secret: write GEMEL_FEED_CLIENT=relay:…' };
  return { value: { clientId, clientSecret } };
}

export function parseTokenAlgorithm(text: string): Parsed<SigningAlgorithm> {
  return outcome(tokenAlgorithm.safeParse(text), `must be one of ${signingAlgorithms.join(', ')}: write GEMEL_TOKEN_ALGORITHM=ES256`);
}

/** `never`, `always`, or `role:` and names separated by commas. */
export function parseSecondFactor(text: string): Parsed<SecondFactorPolicy> {
  if (text === 'never' || text === 'always') return { value: text };
  const [kind, names = ''] = text.split(/:(.*)/s);
  const roles = names.split(',').map((name) => name.trim());
  return kind === 'role' && roles.every((name) => roleName.safeParse(name).success)
    ? { value: { roles } }
    : { problem: 'must be never, always, or role: and names of roles: write GEMEL_SECOND_FACTOR=role:admin' };
}

export function parseSignInLinks(text: string): Parsed<boolean> {
  return text === 'on' || text === 'off' ? { value: text === 'on' } : { problem: 'must be on or off: write GEMEL_SIGN_IN_LINKS=on' };
}

export function parseUnsealedPasskeys(text: string): Parsed<UnsealedPasskeys> {
  if (text === 'refuse' || text === 'seal') return { value: text };
  return { problem: 'must be refuse or seal: write GEMEL_UNSEALED_PASSKEYS=seal, for a while after an upgrade' };
}

export function parseEmailVerification(text: string): Parsed<boolean> {
  if (text === 'required' || text === 'optional') return { value: text === 'required' };
  return { problem: 'must be required or optional: write GEMEL_EMAIL_VERIFICATION=required' };
}

/** `none`, or kinds separated by commas. */
export function parseSignInNotices(text: string): Parsed<SuspicionNotices> {
  const named = text === 'none' ? [] : text.split(',').map((name) => name.trim());
  const known: readonly string[] = mailSuspicions;
  if (!named.every((name) => known.includes(name)))
    return { problem: `must be none, or some of ${known.join(', ')}: write GEMEL_SIGN_IN_NOTICES=new-device,passkey-copied` };
  const isTold = (kind: MailSuspicion): boolean => named.includes(kind);
  return {
    value: {
      'new-device': isTold('new-device'),
      'new-network': isTold('new-network'),
      'second-factor-failed': isTold('second-factor-failed'),
      'passkey-copied': isTold('passkey-copied'),
    },
  };
}

export function parseRoles(text: string): Parsed<DeclaredRoles> {
  const what = 'must be JSON, lists of permissions by the names of roles, without spaces or quotes in them';
  return outcome(declaredRoles.safeParse(readJson(text)), `${what}: write GEMEL_ROLES='{"editor":["post:write"]}'`);
}

/** What is wrong is told without anything of the text but names: there are secrets in it. */
export function parseProviders(text: string): Parsed<Readonly<Record<string, ProviderOptions>>> {
  const given = readJson(text);
  const write = `write GEMEL_PROVIDERS='{"example":{"issuer":"https://id.example.com","clientId":"gemel"}}'`;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    return { problem: `must be a JSON object of providers: ${write}` };
  const [problem] = problemsWithProviders(given);
  return problem === undefined
    ? { value: given as Readonly<Record<string, ProviderOptions>> } // every member was judged
    : { problem: `is wrong: ${problem}` };
}

export function parseAuditDays(text: string): Parsed<number> {
  return outcome(days.safeParse(text), 'must be a number of days from 1 to 36500: write GEMEL_AUDIT_DAYS=365');
}

export function parseLogLevel(text: string): Parsed<LogLevel> {
  return outcome(logLevel.safeParse(text), `must be one of ${logLevel.options.join(', ')}: write GEMEL_LOG_LEVEL=info`);
}

/** An origin: scheme, host and port, nothing behind them. */
export function parseUrl(text: string): Parsed<string> {
  const parsed = origin.safeParse(text);
  return parsed.success
    ? { value: new URL(parsed.data).origin }
    : { problem: 'must be scheme, host and port without a path: write GEMEL_URL=https://login.example.com' };
}

export function parseHost(text: string): Parsed<string> {
  return outcome(host.safeParse(text), 'must be an IP address of this machine: write GEMEL_HOST=127.0.0.1, or leave it out');
}

export function parseCookieName(text: string): Parsed<string> {
  const what =
    'must start with __Host-Http- (or __Host-) and go on with letters, digits, - or _: write GEMEL_COOKIE_NAME=__Host-Http-login';
  return outcome(cookieName.safeParse(text), what);
}

export function parseTrustedProxies(text: string): Parsed<readonly string[]> {
  const parsed = z.array(proxy).safeParse(listOf(text));
  return outcome(parsed, 'must list addresses or CIDR ranges: write GEMEL_TRUSTED_PROXIES=10.0.0.0/8,127.0.0.1');
}

export function parseAllowedOrigins(text: string): Parsed<readonly string[]> {
  const parsed = z.array(origin).safeParse(listOf(text));
  return parsed.success
    ? { value: parsed.data.map((one) => new URL(one).origin) }
    : { problem: 'must list origins without a path: write GEMEL_ALLOWED_ORIGINS=https://app.example.com' };
}

/** Hashes are no secrets, yet nothing of the text shows in the problem: somebody may have written the secret itself. */
export function parseClients(text: string): Parsed<readonly Client[]> {
  const parsed = clients.safeParse(readJson(text));
  const write = 'write GEMEL_CLIENTS=[{"id":"orders","secretHash":"…","audiences":["https://orders.example.com"]}]';
  if (!parsed.success) return { problem: `must be a JSON list of clients: ${write}` };
  const [problem] = problemsWithClients(parsed.data);
  return problem === undefined ? { value: parsed.data } : { problem: `is wrong: ${problem}` };
}

/** Judges length and variety. The text never shows in the problem. */
export function parseSecrets(text: string): Parsed<readonly string[]> {
  const secrets = listOf(text);
  const write = 'write the output of `openssl rand -base64 48`';
  if (secrets.length === 0) return { problem: `is empty: ${write}` };
  const short = secrets.findIndex((secret) => secret.length < 32);
  if (short >= 0) return { problem: `${nth(short, secrets)}has fewer than 32 characters: ${write}` };
  const dull = secrets.findIndex((secret) => new Set(secret).size < 10);
  if (dull >= 0) return { problem: `${nth(dull, secrets)}is not random (fewer than 10 different characters): ${write}` };
  if (new Set(secrets).size < secrets.length) return { problem: 'lists the same secret twice: keep it once' };
  return { value: secrets };
}

function nth(index: number, list: readonly string[]): string {
  return list.length === 1 ? '' : `entry ${index + 1} `;
}

function outcome<T>(parsed: { readonly success: true; readonly data: T } | { readonly success: false }, problem: string): Parsed<T> {
  return parsed.success ? { value: parsed.data } : { problem };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function listOf(text: string): string[] {
  return text
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function isBareOrigin(text: string): boolean {
  const { username, password, pathname, search, hash } = new URL(text);
  return username === '' && password === '' && pathname === '/' && search === '' && hash === '' && !/[?#]$/.test(text);
}
