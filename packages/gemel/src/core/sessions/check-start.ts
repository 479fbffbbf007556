/** Says everything that is wrong with how a session is begun or changed before anything of it is copied: a text that is spread is a list of its letters. */
import { optionsError } from '@gemel/protocol';
import type { StartSession } from '../gemel.ts';

/** What is checked here of whatever a program without types may give. */
type Given = Readonly<Record<string, unknown>>;

const names: readonly (keyof StartSession)[] = [
  'subject',
  'mode',
  'authentication',
  'roles',
  'permissions',
  'client',
  'jkt',
  'clientId',
  'data',
  'subjectVersion',
];
const longestSubject = 255;

/** @throws GemelError `options_invalid`, naming everything that is wrong */
export function checkStart(start: StartSession): void {
  const given = objectOf('startSession', start, "{ subject: 'ada' }");
  const { subject, mode = 'cookie', authentication } = given;
  refuse('startSession', [
    ...unknownNames(given),
    ...subjectProblems(subject),
    ...(mode === 'cookie' || mode === 'token' || mode === 'both' ? [] : ["mode takes 'cookie', 'token' or 'both'"]),
    ...grantProblems(given),
    ...methodProblems(authentication),
  ]);
}

/** The same of what replaces roles and permissions. @throws GemelError `options_invalid` */
export function checkGrants(grants: { readonly roles?: readonly string[]; readonly permissions?: readonly string[] }): void {
  refuse('changeGrants', grantProblems(objectOf('changeGrants', grants, "{ roles: ['clerk'] }")));
}

/** The same of a new authentication event. @throws GemelError `options_invalid` */
export function checkAuthentication(event: unknown): void {
  refuse('stepUp', methodProblems(event));
}

function refuse(call: string, problems: readonly string[]): void {
  if (problems.length > 0) throw optionsError(call, problems);
}

function objectOf(call: string, value: unknown, example: string): Given {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Given; // an object has members
  throw optionsError(call, [`it takes an object, such as ${example}`]);
}

function unknownNames(given: Given): readonly string[] {
  const known: readonly string[] = names;
  return Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => `${name} is not an option; there are ${known.join(', ')}`);
}

function subjectProblems(subject: unknown): readonly string[] {
  if (typeof subject === 'string' && subject !== '' && subject.length <= longestSubject) return [];
  const hint = typeof subject === 'number' || typeof subject === 'bigint' ? `: write String(${subject})` : '';
  return [`subject must be a text of 1 to ${longestSubject} characters${hint}`];
}

function grantProblems({ roles, permissions }: Given): readonly string[] {
  return [...listProblems('roles', roles, "['clerk']"), ...listProblems('permissions', permissions, "['orders:read']")];
}

function methodProblems(event: unknown): readonly string[] {
  const amr: unknown = typeof event === 'object' && event !== null ? Reflect.get(event, 'amr') : undefined;
  return listProblems('authentication.amr', amr, "['pwd']");
}

function listProblems(name: string, value: unknown, example: string): readonly string[] {
  return value === undefined || Array.isArray(value) ? [] : [`${name} must be a list, such as ${example}`];
}
