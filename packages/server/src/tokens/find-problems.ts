/** Everything that is wrong with a token but who signed it, in words; what the verifier refuses first is among it. */
import { type Clock, type GemelError, isCanonicalBase64url, type Seconds } from '@gemel/protocol';
import { algorithms, verifierDefaults } from '@gemel/verifier';
import { spellDuration, spellRelative } from '../texts/en/spell-time.ts';
import type { DecodedToken, JsonObject } from './decode-token.ts';
import { findWrongClaims } from './find-wrong-claims.ts';
import { judgeAsIfSigned } from './judge-as-if-signed.ts';
import { claimForms, refusedParameters } from './name-table.ts';
import { printableJson } from './printable-json.ts';

/** What was found. */
export interface Judgement {
  /** A sentence each. */
  readonly problems: readonly string[];
  /** What the verifier would refuse it for whoever signed it; undefined for nothing. */
  readonly refusal: GemelError | undefined;
}

/** Longer than this, a token that no feed is asked about lives too long to be let go of. */
const longLife: Seconds = 86_400;
/** Seconds since 1970 reach this in the year 5138; milliseconds had reached it in 1973. */
const surelyMilliseconds = 1e11;

/** Resolves to all of it; refusals have at least one sentence. */
export async function findProblems(text: string, token: DecodedToken, clock: Clock): Promise<Judgement> {
  const now = clock.wallMs() / 1000;
  const refusal = await judgeAsIfSigned(text, token, clock);
  const wrongClaims = await findWrongClaims(token.payload, clock);
  const found = [
    ...spellingProblems(token),
    ...headerProblems(token.header),
    ...wrongClaims.map((name) => claimProblem(name, token.payload)),
    ...timeProblems(token.payload, now),
  ];
  const isUnexplained = refusal !== undefined && (found.length === 0 || typeof refusal.cause === 'string');
  return { problems: isUnexplained ? [...found, explain(refusal)] : found, refusal };
}

function explain({ message, cause }: GemelError): string {
  return typeof cause === 'string' ? `${message.replace(/\.$/, '')}: ${cause}.` : message;
}

function spellingProblems({ parts }: DecodedToken): readonly string[] {
  const problems = ['header', 'payload', 'signature'].flatMap((name, at) =>
    isCanonicalBase64url(parts[at] ?? '') ? [] : [`The ${name} is not spelled in canonical base64url without padding.`],
  );
  return parts[2] === '' ? [...problems, 'It has no signature: anybody can have written it.'] : problems;
}

function headerProblems(header: JsonObject): readonly string[] {
  const { alg, typ, kid } = header;
  const problems: string[] = [];
  if (typ === undefined) problems.push('typ is missing: an access token says "at+jwt" (RFC 9068, section 2.1).');
  else if (typ !== 'at+jwt' && typ !== 'application/at+jwt')
    problems.push(`typ is ${printableJson(typ)}, so it is no access token: those say "at+jwt" (RFC 9068, section 2.1).`);
  if (typeof alg === 'string' && alg.toLowerCase() === 'none')
    problems.push('alg is "none": it is not signed, anybody can have written it.');
  else if (typeof alg !== 'string') problems.push('alg is missing or no text: it does not say what it is signed with.');
  else if (!algorithms.has(alg))
    problems.push(`alg is ${printableJson(alg)}, weak or not known here: the verifier knows ${[...algorithms.keys()].join(', ')}.`);
  if (typeof kid !== 'string' || kid === '') problems.push('kid is missing or no text: it does not say which key has signed it.');
  const refused = [...refusedParameters].filter(([name]) => Object.hasOwn(header, name));
  return [...problems, ...refused.map(([name, what]) => `${name} in the header ${what}: the verifier refuses that.`)];
}

function claimProblem(name: string, payload: JsonObject): string {
  if (name === 'cnf') return 'cnf binds it to a key: without a proof that its holder has that key (DPoP, RFC 9449) it is refused.';
  const form = claimForms.get(name) ?? 'something else';
  return Object.hasOwn(payload, name) ? `${name} is not what it must be: ${form}.` : `${name} is missing: it must be ${form}.`;
}

function timeProblems({ exp, iat, nbf }: JsonObject, now: Seconds): readonly string[] {
  const problems: string[] = [];
  const tolerance = verifierDefaults.freshness.clockTolerance;
  for (const [name, time] of Object.entries({ exp, iat, nbf })) {
    if (typeof time === 'number' && time > surelyMilliseconds)
      problems.push(`${name} seems to be in milliseconds: it is in seconds (RFC 7519, section 2).`);
  }
  if (typeof exp === 'number' && exp <= now) problems.push(`It has expired: ${spellRelative(exp, now)}, by the clock of this machine.`);
  if (typeof iat === 'number' && iat > now + tolerance)
    problems.push(`iat is in the future: ${spellRelative(iat, now)}, by the clock of this machine.`);
  if (typeof nbf === 'number' && nbf > now + tolerance)
    problems.push(`It is not valid yet: nbf is ${spellRelative(nbf, now)}, by the clock of this machine.`);
  if (typeof exp === 'number' && typeof iat === 'number' && exp - iat > longLife && exp < surelyMilliseconds)
    problems.push(`It lives for ${spellDuration(exp - iat)}: where no feed is asked, a stolen one is good for as long.`);
  return problems;
}
