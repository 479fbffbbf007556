/** The files of vectors that are made from tables in this folder: the tables say a token by its parts, the files as it is presented. */
import { refusals } from '../support/forgeries.ts';
import { audienceName, issuerName } from '../support/issuer.ts';
import { startSeconds } from '../support/manual-clock.ts';
import { issuer, thief } from './fixed-issuer.ts';
import { keyCases } from './key-cases.ts';
import { exampleGroups, exampleTime, type ProofGroup, ruleGroups } from './proof-cases.ts';
import { rfc7519, rfc8725, rfc9068, type RuleGroup } from './rule-cases.ts';
import { scalarCases } from './scalar-cases.ts';
import type { VectorCase, VectorFile, VectorGroup } from './vector-file.ts';

const common: Pick<VectorFile, 'setting' | 'keys'> = {
  setting: {
    issuer: issuerName,
    audiences: [audienceName],
    algorithms: ['ES256', 'HS256'],
    now: startSeconds,
    clockTolerance: 5,
    maxTokenBytes: 8192,
  },
  keys: {
    es: { ...issuer.publicJwk },
    hs: { kty: 'oct', kid: 'hs', alg: 'HS256', k: Buffer.from(issuer.symmetricKey).toString('base64url') },
  },
};
const tokenGroup = { layer: 'token', keys: ['es', 'hs'] } as const;
/** A longer token says no more; the fuzzer makes those. */
const longestInput = 16_384;

/** Why a forgery is refused that the specifications would let pass, by its title. */
const deliberateTitles: readonly (readonly [RegExp, string])[] = [
  [/header parameter (?:jwk|jku|x5u|x5c)/, 'keys-in-the-header'],
  [/header parameter/, 'foreign-parameters'],
  [/key name of 4 kB|header of more than|"k{19,}/, 'sizes'],
  [/J07 the key name undefined/, 'no-key-is-tried-out'],
  [/token longer than any/, 'sizes'],
  [/__proto__/, 'prototype-names'],
  [/J27 typ "at\+JWT"|J27 typ "AT\+JWT"/, 'typ-in-lower-case'],
  [/bound to a key/, 'bound-tokens'],
  [/token in a token/, 'nested'],
  [/an unencoded payload|b64 true/, 'foreign-parameters'],
  [/^no sid|J28 no (?:sid|generation|auth_time|amr|roles|permissions)/, 'claims-of-a-session'],
  [/JSON serialization$/, 'json-serialization'],
];

function numbered(cases: readonly Omit<VectorCase, 'id'>[]): readonly VectorCase[] {
  return cases.map((one, index) => ({ id: index + 1, ...one }));
}

function caseOf(title: string, input: string, expect: string, deliberate?: string): Omit<VectorCase, 'id'> {
  const isValid = expect === 'accepted' || deliberate !== undefined;
  return { title, input, valid: isValid, expect, ...(deliberate === undefined ? {} : { deliberate }) };
}

function ruleFile(title: string, source: string, groups: readonly RuleGroup[]): VectorFile {
  const made = groups.map(({ id, title: what, cases }): VectorGroup => {
    const rows = cases.map(([name, forge, expect, deliberate]) => caseOf(name, forge({ issuer, thief }), expect, deliberate));
    return { id, title: what, ...tokenGroup, cases: numbered(rows) };
  });
  return { title, source, ...common, groups: made };
}

/** One group for each J, after the first that a title names. */
function forgeryGroups(): readonly VectorGroup[] {
  const byId = new Map<string, Omit<VectorCase, 'id'>[]>();
  for (const [title, forge, expect] of refusals) {
    const input = forge({ issuer, thief });
    if (typeof input !== 'string' || input.length > longestInput) continue;
    const id = /^J\d\d/.exec(title)?.[0] ?? 'form';
    const deliberate = deliberateTitles.find(([pattern]) => pattern.test(title))?.[1];
    byId.set(id, [...(byId.get(id) ?? []), caseOf(title, input, expect, deliberate)]);
  }
  const ids = [...byId.keys()].toSorted();
  return ids.map((id) => ({
    id: `security-${id}`,
    title: id === 'form' ? 'the form of a token and of its claims' : `${id} of the security requirements`,
    ...tokenGroup,
    cases: numbered(byId.get(id) ?? []),
  }));
}

const security = (): VectorFile => ({
  title: 'Known weaknesses of JWT libraries, as tokens and keys that must be refused',
  source: 'https://www.rfc-editor.org/rfc/rfc8725, and the advisories behind each J number in SECURITY.md',
  ...common,
  groups: [
    ...forgeryGroups(),
    { id: 'security-J11', title: 'J11: special values of an ES256 signature', layer: 'jws', keys: ['es'], cases: numbered(scalarCases) },
    { id: 'security-keys', title: 'J02 to J13: what a key is made of', layer: 'key', cases: numbered(keyCases) },
  ],
});

function proofGroup({ id, title, cases }: ProofGroup, now?: number): VectorGroup {
  const rows = cases.map(([name, input, expect, deliberate]) => ({ ...caseOf(name, '', expect, deliberate), input }));
  return { id, title, layer: 'proof', ...(now === undefined ? {} : { now }), cases: numbered(rows) };
}

const rfc9449 = (): VectorFile => ({
  title: 'RFC 9449: proofs of possession (DPoP), its examples and its rules',
  source: 'https://www.rfc-editor.org/rfc/rfc9449',
  proofSetting: { now: startSeconds, maxAge: 60, clockTolerance: 5 },
  keys: {},
  groups: [...exampleGroups.map((group) => proofGroup(group, exampleTime)), ...ruleGroups.map((group) => proofGroup(group))],
});

/** Name and content of each. */
export function generatedFiles(): readonly (readonly [string, VectorFile])[] {
  return [
    ['rfc7519.json', ruleFile('RFC 7519: JSON Web Token, its rules', 'https://www.rfc-editor.org/rfc/rfc7519', rfc7519)],
    ['rfc8725.json', ruleFile('RFC 8725: best current practices, its rules', 'https://www.rfc-editor.org/rfc/rfc8725', rfc8725)],
    ['rfc9068.json', ruleFile('RFC 9068: the profile of access tokens, its rules', 'https://www.rfc-editor.org/rfc/rfc9068', rfc9068)],
    ['rfc9449.json', rfc9449()],
    ['security.json', security()],
  ];
}
