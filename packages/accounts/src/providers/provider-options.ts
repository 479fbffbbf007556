/** Which providers elsewhere people may sign in with: who they are, who we are to them, and what of their word counts. */
import type { Seconds } from '@gemel/protocol';
import type { AccountsOptions } from '../options.ts';

/** One provider of OpenID Connect. */
export interface ProviderOptions {
  /** Its issuer, exactly as its metadata names it: `https`, or `http` on this machine. */
  readonly issuer: string;
  /** What it calls us. */
  readonly clientId: string;
  /** Left out for a public client, which has PKCE alone. */
  readonly clientSecret?: string;
  /** What people call it, on buttons and in messages; by default the issuer's host. */
  readonly label?: string;
  /** What is asked for; `openid` and `email` by default. */
  readonly scopes?: readonly string[];
  /**
   * Whether an address that it says it has verified counts as if its owner had answered a message of ours: whoever brings one gets the
   * account with that address, or a new one. False by default: nobody signs in who has not linked it to an account before.
   */
  readonly trustsEmail?: boolean;
  /** Seconds since somebody authenticated there after which it has to ask again; left out, it decides. */
  readonly maxAge?: Seconds;
}

/** The same, with every default filled in. */
export interface ResolvedProvider {
  /** As in the options, in paths and in the store. */
  readonly name: string;
  readonly label: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scopes: readonly string[];
  readonly trustsEmail: boolean;
  readonly maxAge: Seconds | undefined;
  /** Where it leads people back to; to be registered there, exactly so. */
  readonly redirectUri: string;
}

const members = ['issuer', 'clientId', 'clientSecret', 'label', 'scopes', 'trustsEmail', 'maxAge'];
const nameSpelling = /^[a-z][a-z0-9-]{0,31}$/;
/** RFC 6749, section 3.3 */
const scopeSpelling = /^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/;
const longestMaxAge: Seconds = 31_536_000;
const example = "{ issuer: 'https://id.example.com', clientId: 'gemel' }";

/** Path, below the issuer's URL, to which a provider leads people back. */
export function providerCallbackPath(name: string): string {
  return `/sign-in/with/${name}/callback`;
}

/** Fills in the defaults of providers; what is wrong goes to `problems`, without anything secret in it. */
export function resolveProviderOptions(
  given: AccountsOptions['providers'],
  issuer: string,
  problems: string[],
): readonly ResolvedProvider[] {
  if (given === undefined) return [];
  if (typeof given !== 'object' || given === null) {
    problems.push(`providers must be an object: write { example: ${example} }`);
    return [];
  }
  const resolved = Object.entries(given).flatMap(([name, one]) => resolveOne(name, one, issuer, problems) ?? []);
  if (new Set(resolved.map((one) => one.issuer)).size < resolved.length)
    problems.push('providers must have an issuer each: two of them name the same one');
  return resolved;
}

/** Returns what is wrong with options of providers, for whoever reads them from elsewhere; nothing secret is in it. */
export function problemsWithProviders(given: unknown): readonly string[] {
  const problems: string[] = [];
  resolveProviderOptions(given as AccountsOptions['providers'], 'https://app.example', problems); // which judges every member
  return problems;
}

function resolveOne(name: string, given: unknown, ownIssuer: string, problems: string[]): ResolvedProvider | undefined {
  const path = `providers.${name}`;
  const before = problems.length;
  const refuse = (text: string): void => void problems.push(`${path}${text}`);
  if (!nameSpelling.test(name)) refuse(' must be a name of at most 32 small letters, digits and hyphens: write example');
  if (typeof given !== 'object' || given === null) {
    refuse(` must be an object: write ${example}`);
    return undefined;
  }
  const unknown = Object.keys(given).filter((member) => !members.includes(member));
  for (const member of unknown) refuse(`.${member} is not an option: a provider takes ${members.join(', ')}`);
  const {
    issuer,
    clientId,
    clientSecret,
    label,
    scopes = ['openid', 'email'],
    trustsEmail = false,
    maxAge,
  }: Partial<ProviderOptions> = given;
  if (!isIssuer(issuer)) refuse(".issuer must be the provider's issuer, https and without a query: write issuer: 'https://id.example.com'");
  if (!isText(clientId, 255)) refuse(".clientId must be what the provider calls this service: write clientId: 'gemel'");
  if (clientSecret !== undefined && !isText(clientSecret, 4096)) refuse('.clientSecret must be a text: leave it out for a public client');
  if (label !== undefined && !isText(label, 64)) refuse(".label must be a name of at most 64 characters: write label: 'Example ID'");
  if (!isScopes(scopes)) refuse(".scopes must be a list with openid in it: write ['openid', 'email']");
  if (typeof trustsEmail !== 'boolean') refuse('.trustsEmail must be true or false');
  if (!isMaxAge(maxAge)) refuse(`.maxAge must be a whole number of seconds from 0 to ${longestMaxAge}: leave it out`);
  if (problems.length > before || issuer === undefined || clientId === undefined) return undefined;
  const redirectUri = URL.canParse(ownIssuer) ? new URL(ownIssuer).href.replace(/\/$/, '') + providerCallbackPath(name) : '';
  return { name, label: label ?? new URL(issuer).host, issuer, clientId, clientSecret, scopes, trustsEmail, maxAge, redirectUri };
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= longest;
}

function isScopes(value: unknown): boolean {
  return Array.isArray(value) && value.includes('openid') && value.every((one) => scopeSpelling.test(String(one)));
}

function isMaxAge(value: unknown): boolean {
  return value === undefined || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= longestMaxAge);
}

function isIssuer(value: unknown): value is string {
  if (typeof value !== 'string' || !URL.canParse(value) || /[?#]/.test(value)) return false;
  const { protocol, hostname, username, password } = new URL(value);
  if (username + password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
}

/** Hosts that no network lies before. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
