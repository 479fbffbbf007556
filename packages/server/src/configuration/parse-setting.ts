/** Turns the text of each setting into its value, or into the line that says what to write. */
import { isIP } from 'node:net';
import { parseAddressRange, type SigningAlgorithm, signingAlgorithms } from 'gemel';
import { type Client, problemsWithClients } from 'gemel/endpoints';
import { z } from 'zod';
import type { LogLevel, OnStale } from './configuration.ts';

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
const seconds = z
  .string()
  .regex(/^[0-9]{1,3}(?:\.[0-9]{1,3})?$/)
  .transform(Number)
  .refine((number) => number >= 0.1 && number <= 300);
const onStale = z.enum(['ask', 'refuse', 'accept']);
const tokenAlgorithm = z.enum(signingAlgorithms);
const logLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']);
const origin = z.string().refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol) && isBareOrigin(text));
const cookieName = z.string().regex(/^__Host-(?:Http-)?[A-Za-z0-9_-]{1,64}$/);
const proxy = z.string().refine((text) => parseAddressRange(text) !== undefined);
const clients = z.array(z.strictObject({ id: z.string(), secretHash: z.string(), audiences: z.array(z.string()) }));
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

export function parseTokenAlgorithm(text: string): Parsed<SigningAlgorithm> {
  return outcome(tokenAlgorithm.safeParse(text), `must be one of ${signingAlgorithms.join(', ')}: write GEMEL_TOKEN_ALGORITHM=ES256`);
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
