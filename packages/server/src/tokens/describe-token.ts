/** A token on paper: each member with what it means, each problem, and that nothing of it is to be trusted. */
import type { Seconds } from '@gemel/protocol';
import { spellRelative } from '../texts/en/spell-time.ts';
import type { DecodedToken, JsonObject } from './decode-token.ts';
import type { Judgement } from './find-problems.ts';
import { algorithmMeanings, claimMeanings, headerMeanings, timeClaims } from './name-table.ts';
import { printableJson } from './printable-json.ts';

const longestValue = 200;
/** Seconds on either side of 1970 that a `Date` can hold. */
const lastTime: Seconds = 8.64e12;

/** Returns the lines. */
export function describeToken(token: DecodedToken, { problems, refusal }: Judgement, now: Seconds): readonly string[] {
  return [
    'NOT VERIFIED. Nobody has checked who wrote this token: trust nothing that it says.',
    '',
    'Header',
    ...describeMembers(token.header, explainParameter),
    '',
    'Claims',
    ...describeMembers(token.payload, (name, value) => explainClaim(name, value, now)),
    '',
    'Signature',
    `  ${Buffer.from(token.parts[2], 'base64url').length} bytes, not checked`,
    '',
    problems.length === 0 ? 'Problems: none that can be seen without the keys.' : 'Problems',
    ...problems.map((problem) => `  - ${problem}`),
    '',
    refusal === undefined
      ? 'Whether it is genuine only the keys of its issuer can tell: gemel token verify --jwks <file or URL> --issuer <iss> --audience <aud>'
      : `Whoever signed it, the verifier refuses it: ${refusal.code}.`,
  ];
}

function describeMembers(members: JsonObject, explain: (name: string, value: unknown) => string): readonly string[] {
  const rows = Object.entries(members).map(([name, value]) => [spellName(name), spellValue(value), explain(name, value)] as const);
  const width = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value, meaning]) => `  ${name.padEnd(width)}  ${value}${meaning === '' ? '' : `  (${meaning})`}`);
}

/** Bare where it cannot be taken for anything else. */
function spellName(name: string): string {
  return /^[\w:./-]{1,64}$/.test(name) ? name : spellValue(name);
}

function spellValue(value: unknown): string {
  const text = printableJson(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue)}… ${text.length} characters in all`;
}

function explainParameter(name: string, value: unknown): string {
  const meaning = headerMeanings.get(name) ?? '';
  const algorithm = name === 'alg' ? algorithmMeanings.get(String(value)) : undefined;
  return algorithm === undefined ? meaning : `${meaning}: ${algorithm}`;
}

function explainClaim(name: string, value: unknown, now: Seconds): string {
  const meaning = claimMeanings.get(name) ?? 'a claim of the application, or of another specification';
  if (!timeClaims.has(name) || typeof value !== 'number' || Math.abs(value) > lastTime) return meaning;
  return `${meaning}: ${new Date(value * 1000).toISOString()}, ${spellRelative(value, now)}`;
}
