/** Where jose accepts a token that the verifier refuses: one of these must say why, by the token alone and not by what the verifier said. */
import { readFileSync } from 'node:fs';
import { clockTolerance, horizon, maxTokenBytes, now } from './reference-token.ts';
import { readStrictJson } from './reference-json.ts';

interface Difference {
  readonly id: string;
  readonly what: string;
  readonly reason: string;
}

/** Conformance/differences-from-jose.json. */
export function readDifferences(): readonly Difference[] {
  const file = new URL('../../conformance/differences-from-jose.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly differences: readonly Difference[] }).differences; // ours
}

/** A token as a lenient reader sees it. */
interface Loose {
  readonly token: string;
  readonly parts: readonly string[];
  readonly headerText: string;
  readonly payloadText: string;
  readonly header: Members;
  readonly claims: Members;
}

type Members = Readonly<Record<string, unknown>>;

const textOf = (part: string | undefined): string => Buffer.from(part ?? '', 'base64url').toString('utf8');

function membersOf(text: string): Members {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null ? (value as Members) : {};
  } catch {
    return {};
  }
}

function readLoosely(token: string): Loose {
  const parts = token.split('.');
  const [headerText, payloadText] = [textOf(parts[0]), textOf(parts[1])];
  return { token, parts, headerText, payloadText, header: membersOf(headerText), claims: membersOf(payloadText) };
}

const hasTwice = (text: string): boolean => Object.keys(membersOf(text)).length > 0 && readStrictJson(text) === undefined;
const isUtf8 = (part: string | undefined): boolean =>
  Buffer.from(textOf(part)).equals(Buffer.from(part ?? '', 'base64url')) && !textOf(part).startsWith('\ufeff');
const isTime = (value: unknown): boolean => value === undefined || (Number.isSafeInteger(value) && Number(value) >= 0);
const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

function areClaims({ claims }: Loose): boolean {
  const { aud, acr, sid, generation } = claims;
  const hasTexts = ['iss', 'sub', 'jti', 'client_id'].every((name) => isText(claims[name]));
  const hasTimes = ['exp', 'iat', 'auth_time', 'generation'].every((name) => claims[name] !== undefined && isTime(claims[name]));
  const hasLists = ['amr', 'roles', 'permissions'].every((name) => areTexts(claims[name]));
  const isSid = isText(sid) && /^[\w-]{21}[AQgw]$/.test(String(sid));
  return (
    hasTexts && hasTimes && hasLists && isSid && generation !== 0 && (isText(aud) || areTexts(aud)) && (acr === undefined || isText(acr))
  );
}

const explains: Readonly<Record<string, (loose: Loose) => boolean>> = {
  spelling: ({ parts }) => parts.some((part) => Buffer.from(part, 'base64url').toString('base64url') !== part),
  'names-twice': ({ headerText, payloadText }) => hasTwice(headerText) || hasTwice(payloadText),
  'prototype-names': ({ headerText, payloadText }) => /"(?:_|\\u005f)_proto__"/i.test(headerText + payloadText),
  'utf-8': ({ parts }) => !isUtf8(parts[0]) || !isUtf8(parts[1]),
  'foreign-parameters': ({ header }) =>
    ['jwk', 'jku', 'x5u', 'x5c', 'b64', 'zip', 'enc', 'epk', 'p2c', 'p2s'].some((name) => Object.hasOwn(header, name)),
  'critical-parameters': ({ header }) => Object.hasOwn(header, 'crit'),
  'typ-in-lower-case': ({ header }) => !['at+jwt', 'application/at+jwt'].includes(String(header['typ'])),
  claims: (loose) => !areClaims(loose),
  times: ({ claims: { exp, iat, nbf } }) =>
    ![exp, iat, nbf].every(isTime) || Number(exp) <= now || Number(iat) > now + clockTolerance || now >= Number(iat) + horizon,
  'bound-tokens': ({ claims }) => Object.hasOwn(claims, 'cnf'),
  sizes: ({ token, parts, header }) =>
    token.length > maxTokenBytes || (parts[0] ?? '').length > 1024 || (typeof header['kid'] === 'string' && header['kid'].length > 256),
};

/** The ids in the list that have a judgement here. */
export const explained: readonly string[] = Object.keys(explains);

/** Returns the ids of the differences that account for a token that jose accepts and the verifier refuses. */
export function explanationsFor(token: string): readonly string[] {
  const loose = readLoosely(token);
  return explained.filter((id) => explains[id]?.(loose));
}
