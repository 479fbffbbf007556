/** What `gemel token inspect` finds in tokens, at a time that stands still. */
import { type Clock, formatRefreshToken, formatSessionToken } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { type DecodedToken, decodeToken } from '../../src/tokens/decode-token.ts';
import { describeToken } from '../../src/tokens/describe-token.ts';
import { findProblems } from '../../src/tokens/find-problems.ts';
import { claimForms, refusedParameters } from '../../src/tokens/name-table.ts';
import { claimsAt, encode, judgedAt, unsigned } from '../support/signed-token.ts';

const clock: Clock = { monotonicMs: () => 0, wallMs: () => judgedAt * 1000 };
const without = (name: string): string => unsigned({}, claimsAt(judgedAt, { [name]: undefined }));
const optional = ['nbf', 'acr'];

function decoded(text: string): DecodedToken {
  const token = decodeToken(text);
  if (typeof token === 'string') throw new Error(token);
  return token;
}

async function inspect(
  text: string,
): Promise<{ readonly problems: readonly string[]; readonly code: string | undefined; readonly page: string }> {
  const token = decoded(text);
  const judgement = await findProblems(text, token, clock);
  return {
    problems: judgement.problems,
    code: judgement.refusal?.code,
    page: describeToken(token, judgement, judgedAt).join('\n'),
  };
}

describe('an inspected token', () => {
  it('that is in order has no problem, and is not called genuine', async () => {
    const { problems, code, page } = await inspect(unsigned());
    expect([problems, code]).toEqual([[], undefined]);
    expect(page).toMatch(/^NOT VERIFIED\. .* trust nothing that it says\.\n/);
    expect(page).toContain('exp          1800000300  (from when on it is refused: 2027-01-15T08:05:00.000Z, in 5 minutes)');
    expect(page).toMatch(/Whether it is genuine only the keys of its issuer can tell: gemel token verify/);
  });

  it.each([
    ['expired', unsigned({}, claimsAt(judgedAt - 900)), 'token_expired', 'It has expired: 10 minutes ago, by the clock of this machine.'],
    [
      'of the future',
      unsigned({}, claimsAt(judgedAt + 60)),
      'token_not_yet_valid',
      'iat is in the future: in 1 minute, by the clock of this machine.',
    ],
    [
      'of another type',
      unsigned({ typ: 'JWT' }),
      'token_type_wrong',
      'typ is "JWT", so it is no access token: those say "at+jwt" (RFC 9068, section 2.1).',
    ],
    [
      'without a type',
      unsigned({ typ: undefined }),
      'token_type_wrong',
      'typ is missing: an access token says "at+jwt" (RFC 9068, section 2.1).',
    ],
    ['that says none', unsigned({ alg: 'none' }), 'token_algorithm_wrong', 'alg is "none": it is not signed, anybody can have written it.'],
    [
      'under a weak algorithm',
      unsigned({ alg: 'RS1' }),
      'token_algorithm_wrong',
      'alg is "RS1", weak or not known here: the verifier knows ES256, Ed25519, EdDSA, PS256, RS256, HS256.',
    ],
    [
      'without the name of a key',
      unsigned({ kid: undefined }),
      'token_malformed',
      'kid is missing or no text: it does not say which key has signed it.',
    ],
    [
      'bound to a key',
      unsigned({}, claimsAt(judgedAt, { cnf: { jkt: 'x' } })),
      'token_bound',
      'cnf binds it to a key: without a proof that its holder has that key (DPoP, RFC 9449) it is refused.',
    ],
    ['without a signature', unsigned().replace(/[^.]+$/, ''), 'token_malformed', 'It has no signature: anybody can have written it.'],
    ['with padding', `${unsigned()}==`, 'token_malformed', 'The signature is not spelled in canonical base64url without padding.'],
    [
      'with a name twice',
      unsigned({}, `{"iss":"a",${JSON.stringify(claimsAt(judgedAt)).slice(1)}`),
      'token_claims_invalid',
      'A claim is missing or of the wrong type: not a JSON object with each name once.',
    ],
  ])('%s says so', async (_, text, code, problem) => {
    const found = await inspect(text);
    expect(found.code).toBe(code);
    expect(found.problems).toContain(problem);
    expect(found.page).toContain(`Whoever signed it, the verifier refuses it: ${code}.`);
  });

  it('in milliseconds, or that lives for years, says so', async () => {
    const inMs = await inspect(unsigned({}, claimsAt(judgedAt * 1000)));
    expect(inMs.problems).toContain('exp seems to be in milliseconds: it is in seconds (RFC 7519, section 2).');
    const long = await inspect(unsigned({}, claimsAt(judgedAt, { exp: judgedAt + 30 * 86_400 })));
    expect([long.problems, long.code]).toEqual([
      ['It lives for 30 days: where no feed is asked, a stolen one is good for as long.'],
      undefined,
    ]);
  });

  it.each([...refusedParameters.keys()])('with %s in its header is explained and refused', async (name) => {
    const { problems, code } = await inspect(unsigned({ [name]: 'x' }));
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} in the header `))]);
    expect(code).toMatch(/^token_(malformed|critical_unknown)$/);
  });

  it.each([...claimForms.keys()].filter((name) => !optional.includes(name)))('without %s says what it must be', async (name) => {
    expect((await inspect(without(name))).problems).toEqual([`${name} is missing: it must be ${claimForms.get(name)}.`]);
  });

  it('with every claim wrong names every claim', async () => {
    const wrong = Object.fromEntries([...claimForms.keys()].map((name) => [name, {}]));
    expect((await inspect(unsigned({}, wrong))).problems).toEqual(
      [...claimForms].map(([name, form]) => `${name} is not what it must be: ${form}.`),
    );
  });

  it('moves no cursor and turns no text around', async () => {
    const hostile = claimsAt(judgedAt, { sub: '\u001b[2J\u202eada\u{e0041}', 'a\nb': '\u009b1m' });
    const { page } = await inspect(unsigned({}, hostile));
    expect(page).toContain(String.raw`"\u001b[2J\u202eada\udb40\udc41"`);
    expect(page).toContain(String.raw`"a\nb"`);
    expect(page.replaceAll('\n', '')).not.toMatch(/[\p{C}]/u);
  });
});

describe('what is no signed token', () => {
  it.each([
    [formatSessionToken('A'.repeat(22), 'A'.repeat(43)), /^This is a session token/],
    [
      formatRefreshToken({ secretName: 'A'.repeat(8), sid: 'A'.repeat(22), rotation: 0, secret: 'A'.repeat(43) }),
      /^This is a refresh token/,
    ],
    ['a.b.c.d.e', /^This is an encrypted token \(JWE/],
    ['nonsense', /^This is not a signed token/],
    [`${encode('[]')}.${encode({})}.AAAA`, /^The first part, the header, is not a JSON object/],
    [`${encode({})}.${encode('text')}.AAAA`, /^The second part, the payload, is not a JSON object/],
  ])('%s is called what it is', (text, said) => expect(decodeToken(text)).toMatch(said));
});
