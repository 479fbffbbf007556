/** Reads one account as another system had it into a record, or says everything that is wrong with it. */
import type { Seconds } from '@gemel/protocol';
import { type AccountRecord, newAccount } from '../account.ts';
import { parseEmail } from '../email/parse-email.ts';
import { readImportedHash, storedImport } from '../hashing/imported/read-imported-hash.ts';
import { isGrantName } from '../is-grant-name.ts';

/** What may be imported; whatever it is read from, it is checked. */
export interface ImportedAccount {
  readonly email: string;
  /** As the other system stored it; without one, the account has no password. */
  readonly passwordHash?: string;
  /** Whether its owner had shown there that messages arrive. */
  readonly emailVerified?: boolean;
  /** What sessions and tokens call its owner; random where it is not given. */
  readonly subject?: string;
  readonly roles?: readonly string[];
  readonly permissions?: readonly string[];
  /** ISO 8601 with a time zone, or seconds since 1970. */
  readonly createdAt?: string | Seconds;
  readonly disabled?: boolean;
}

export interface BadCandidate {
  readonly email: string | undefined;
  readonly problems: readonly string[];
}

interface Circumstances {
  readonly now: Seconds;
  newId(): string;
}

const members = ['email', 'passwordHash', 'emailVerified', 'subject', 'roles', 'permissions', 'createdAt', 'disabled'] as const;
const known: ReadonlySet<string> = new Set(members);
/** As long as the engine takes a subject. */
const subjectPattern = /^[\x21-\x7e]{1,255}$/;
const isoPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** A member that is null counts as absent. */
export function readCandidate(candidate: unknown, { now, newId }: Circumstances): { readonly record: AccountRecord } | BadCandidate {
  if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) {
    return { email: undefined, problems: ['is no JSON object'] };
  }
  const given = new Map(Object.entries(candidate).filter(([, value]) => value !== null));
  const problems = [...given.keys()].filter((name) => !known.has(name)).map(spellUnknown);
  const email = readEmail(given.get('email'), problems);
  const flag = (name: string): boolean => readFlag(name, given.get(name), problems);
  const createdAt = readTime(given.get('createdAt'), now, problems);
  const record = newAccount({
    id: readSubject(given.get('subject'), problems) ?? newId(),
    email: email ?? '',
    emailVerifiedAt: flag('emailVerified') ? now : null,
    passwordHash: readHash(given.get('passwordHash'), problems),
    roles: readNames('roles', given.get('roles'), problems),
    permissions: readNames('permissions', given.get('permissions'), problems),
    isDisabled: flag('disabled'),
    createdAt,
  });
  return problems.length === 0 ? { record } : { email, problems };
}

function spellUnknown(name: string): string {
  const spelled = /^[\w.-]{1,40}$/.test(name) ? name : 'a member of another name';
  return `${spelled} is not known: the members are ${members.join(', ')}`;
}

function readEmail(value: unknown, problems: string[]): string | undefined {
  const address = typeof value === 'string' ? parseEmail(value) : undefined;
  if (address === undefined) problems.push(value === undefined ? 'email is missing' : 'email is no e-mail address');
  return address?.email;
}

function readHash(value: unknown, problems: string[]): string | null {
  if (value === undefined) return null;
  const found = typeof value === 'string' ? readImportedHash(value) : { problem: 'is no text' };
  if (!('problem' in found)) return storedImport(found);
  problems.push(`passwordHash ${found.problem}`);
  return null;
}

function readFlag(name: string, value: unknown, problems: string[]): boolean {
  if (value !== undefined && typeof value !== 'boolean') problems.push(`${name} is neither true nor false`);
  return value === true;
}

function readSubject(value: unknown, problems: string[]): string | undefined {
  if (value === undefined || (typeof value === 'string' && subjectPattern.test(value))) return value;
  problems.push('subject is no text of 1 to 255 visible ASCII characters');
  return undefined;
}

function readNames(name: string, value: unknown, problems: string[]): readonly string[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isGrantName)) return [...new Set(value)];
  problems.push(`${name} is no list of names: no spaces, quotes or control characters`);
  return [];
}

function readTime(value: unknown, now: Seconds, problems: string[]): Seconds {
  if (value === undefined) return now;
  const time = typeof value === 'string' && isoPattern.test(value) ? Date.parse(value) / 1000 : value;
  // A day of grace, for clocks and time zones that were written down wrongly.
  if (typeof time === 'number' && time >= 0 && time <= now + 86_400) return time;
  problems.push('createdAt is no time in the past: 2024-05-31T09:30:00Z, or seconds since 1970');
  return now;
}
