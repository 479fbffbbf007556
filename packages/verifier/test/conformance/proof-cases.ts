/** The rules of RFC 9449 as requests whose proofs keep or break them, and its own examples. */
import { base64url } from '../support/issuer.ts';
import {
  bareJwk,
  hashOf,
  type ProofChanges,
  proofBy,
  proofClaims,
  proofHeader,
  proofOf,
  proofUrl,
  thumbprintOf,
} from '../support/proofs.ts';
import { startSeconds } from '../support/manual-clock.ts';
import { issuer as holder, thief } from './fixed-issuer.ts';
import type { ProofInput } from './vector-file.ts';

/** Title; request; `accepted` or the code; why, where it is valid and refused. */
export type ProofCase = readonly [title: string, input: ProofInput, expect: string, deliberate?: string];

export interface ProofGroup {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly ProofCase[];
}

/** What the examples were made with: the time in them, and a token that is no JWT. */
export const exampleTime = 1_562_262_618;
const exampleToken = 'Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU';
const exampleKey = '0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I';
const exampleHeader =
  'eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19';
const tokenRequest: ProofInput = {
  proof: `${exampleHeader}.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg`,
  method: 'POST',
  url: 'https://server.example.com/token',
};
const resourceRequest: ProofInput = {
  proof: `${exampleHeader}.eyJqdGkiOiJlMWozVl9iS2ljOC1MQUVCIiwiaHRtIjoiR0VUIiwiaHR1IjoiaHR0cHM6Ly9yZXNvdXJjZS5leGFtcGxlLm9yZy9wcm90ZWN0ZWRyZXNvdXJjZSIsImlhdCI6MTU2MjI2MjYxOCwiYXRoIjoiZlVIeU8ycjJaM0RaNTNFc05yV0JiMHhXWG9hTnk1OUlpS0NBcWtzbVFFbyJ9.2oW9RP35yRqzhrtNP86L-Ey71EOptxRimPPToA1plemAgR6pxHF8y6-yqyVnmcw6Fy1dqd-jfxSYoMxhAJpLjA`,
  method: 'GET',
  url: 'https://resource.example.org/protectedresource',
  token: exampleToken,
  jkt: exampleKey,
};

/** As of `exampleTime`. */
export const exampleGroups: readonly ProofGroup[] = [
  {
    id: 'rfc9449-examples',
    title: 'the examples of sections 4.1 and 7.1, each also changed a little',
    cases: [
      ['figure 2: a request for a token', tokenRequest, 'accepted'],
      ['figure 13: a request for a resource', resourceRequest, 'accepted'],
      ['figure 2, for another method', { ...tokenRequest, method: 'GET' }, 'proof_invalid'],
      ['figure 2, for another server', { ...tokenRequest, url: 'https://server.example.net/token' }, 'proof_invalid'],
      ['figure 2, with a query behind the URL', { ...tokenRequest, url: `${tokenRequest.url}?a=b` }, 'accepted'],
      ['figure 2, where a token goes with it', { ...tokenRequest, token: exampleToken, jkt: exampleKey }, 'proof_invalid'],
      ['figure 13, with another token', { ...resourceRequest, token: `${exampleToken}x` }, 'proof_invalid'],
      ['figure 13, with a token that is bound to another key', { ...resourceRequest, jkt: thumbprintOf(thief) }, 'proof_invalid'],
      [
        'figure 13, under the signature of figure 2',
        { ...resourceRequest, proof: [...resourceRequest.proof.split('.').slice(0, 2), tokenRequest.proof.split('.')[2]].join('.') },
        'proof_invalid',
      ],
    ],
  },
];

const token = 'an.access.token';
const bound = { token, jkt: thumbprintOf(holder) };

/** A request with a proof that differs so from a good one. */
const asked = (changes: ProofChanges = {}, request: Partial<ProofInput> = {}): ProofInput => ({
  proof: proofBy(holder, {
    ...changes,
    claims: { ...(request.token === undefined ? {} : { ath: hashOf(request.token) }), ...changes.claims },
  }),
  method: 'GET',
  url: proofUrl,
  ...request,
});
const header = (title: string, changes: Readonly<Record<string, unknown>>, deliberate?: string): ProofCase => {
  const input = asked({ header: changes });
  return deliberate === undefined ? [title, input, 'proof_invalid'] : [title, input, 'proof_invalid', deliberate];
};
const claims = (title: string, changes: Readonly<Record<string, unknown>>): ProofCase => [
  title,
  asked({ claims: changes }),
  'proof_invalid',
];
const spelled = (title: string, proof: string): ProofCase => [title, { ...asked(), proof }, 'proof_invalid'];
const named = (htu: string, url: string, expect: string): ProofCase => [
  `htu ${htu} at ${url}`,
  asked({ claims: { htu } }, { url }),
  expect,
];

const good = proofBy(holder);
const [goodHeader = '', goodPayload = '', goodSignature = ''] = good.split('.');
const goodClaims = JSON.stringify(proofClaims());
const goodHeaderText = JSON.stringify(proofHeader(holder));

/** As of `startSeconds`. */
export const ruleGroups: readonly ProofGroup[] = [
  {
    id: 'rfc9449-4.2',
    title: '4.2: what a proof is made of',
    cases: [
      ['as it should be', asked(), 'accepted'],
      ['with a token', asked({}, bound), 'accepted'],
      ['with claims that nobody knows', asked({ claims: { nonce: 'n', exp: startSeconds - 1, sub: 'x' } }), 'accepted'],
      header('J27 typ "at+jwt"', { typ: 'at+jwt' }),
      header('J27 typ "JWT"', { typ: 'JWT' }),
      header('J27 no typ', { typ: undefined }),
      header('typ in another case', { typ: 'DPoP+jwt' }, 'typ-in-lower-case'),
      header('J01 alg none', { alg: 'none' }),
      header('J02 alg HS256', { alg: 'HS256' }),
      header('J12 alg RS256 with a key on P-256', { alg: 'RS256' }),
      header('J12 alg EdDSA with a key on P-256', { alg: 'EdDSA' }),
      header('alg of none of the registry', { alg: 'ES256K' }),
      header('no alg', { alg: undefined }),
      header('no jwk', { jwk: undefined }),
      header('jwk that is text', { jwk: JSON.stringify(bareJwk(holder)) }),
      header('jwk in a list', { jwk: [bareJwk(holder)] }),
      header('jwk that is null', { jwk: null }),
      header('jwk with the private half', { jwk: { ...bareJwk(holder), d: 'AAAA' } }),
      header('jwk with a private half that is null', { jwk: { ...bareJwk(holder), d: null } }),
      header('J04 jwk of a shared secret', { jwk: { kty: 'oct', k: 'AAAA' } }),
      header('J12 a point that is not on the curve', { jwk: { ...bareJwk(holder), y: 'A'.repeat(43) } }),
      header('J12 a coordinate in loose spelling', { jwk: { ...bareJwk(holder), x: `${'A'.repeat(42)}B` } }),
      header('J12 another curve', { jwk: { ...bareJwk(holder), crv: 'P-384' } }),
      header('jwk for encryption', { jwk: { ...bareJwk(holder), use: 'enc' } }),
      header('jwk for another algorithm', { jwk: { ...bareJwk(holder), alg: 'ES384' } }),
      [
        'jwk that says its use, algorithm and name',
        asked({ header: { jwk: { ...bareJwk(holder), use: 'sig', alg: 'ES256', kid: 'k' } } }),
        'accepted',
      ],
      header('an RSA key of 2048 bits', { alg: 'RS256', jwk: { kty: 'RSA', n: 'w'.repeat(342), e: 'AQAB' } }, 'rsa-below-3072'),
      header('J15 a critical parameter', { crit: ['x'], x: 1 }),
      header('J06 a URL of keys', { jku: 'https://thief.example' }, 'keys-in-the-header'),
      header('J17 an encryption', { enc: 'A256GCM' }, 'foreign-parameters'),
      claims('no jti', { jti: undefined }),
      claims('an empty jti', { jti: '' }),
      claims('jti that is a number', { jti: 7 }),
      ['jti of 129 characters', asked({ claims: { jti: 'j'.repeat(129) } }), 'proof_invalid', 'sizes'],
      ['jti of 128 characters', asked({ claims: { jti: 'j'.repeat(128) } }), 'accepted'],
      claims('no htm', { htm: undefined }),
      claims('no htu', { htu: undefined }),
      claims('htu that is a list', { htu: [proofUrl] }),
      claims('no iat', { iat: undefined }),
      claims('J26 iat as text', { iat: String(startSeconds) }),
      ['iat with a fraction', asked({ claims: { iat: startSeconds + 0.5 } }), 'proof_invalid', 'whole-seconds'],
    ],
  },
  {
    id: 'rfc9449-4.3',
    title: '4.3: what is checked of it',
    cases: [
      spelled('1: two proofs in one header', `${good}, ${good}`),
      spelled('1: two proofs, joined without a space', `${good},${good}`),
      spelled('2: no proof', ''),
      spelled('2: J10 no signature', `${goodHeader}.${goodPayload}.`),
      spelled('2: four parts', `${good}.x`),
      spelled('2: J19 a header with padding', `${goodHeader}=.${goodPayload}.${goodSignature}`),
      spelled('2: J20 another serialization', JSON.stringify({ protected: goodHeader, payload: goodPayload, signature: goodSignature })),
      spelled('3: J25 a claim twice', proofOf(holder, goodHeaderText, goodClaims.replace('{', '{"htm":"POST",'))),
      spelled('3: J25 a claim twice, once escaped', proofOf(holder, goodHeaderText, goodClaims.replace('{', '{"\\u0068tm":"POST",'))),
      spelled('3: J25 a header parameter twice', proofOf(holder, goodHeaderText.replace('{', '{"alg":"ES256",'), goodClaims)),
      spelled('3: J25 a member of jwk twice', proofOf(holder, goodHeaderText.replace('"crv"', '"crv":"P-256","crv"'), goodClaims)),
      spelled('3: J25 claims in a list', proofOf(holder, goodHeaderText, `[${goodClaims}]`)),
      spelled('3: claims that are no JSON', proofOf(holder, goodHeaderText, 'claims')),
      spelled('7: signed by another key', `${goodHeader}.${goodPayload}.${proofBy(thief).split('.')[2]}`),
      spelled(
        "7: another's claims under a good signature",
        `${goodHeader}.${base64url(goodClaims.replace('GET', 'PUT'))}.${goodSignature}`,
      ),
      spelled('7: J11 a signature of zeros', `${goodHeader}.${goodPayload}.${'A'.repeat(86)}`),
      ['8: another method', asked({}, { method: 'POST' }), 'proof_invalid'],
      claims('8: the method in another case', { htm: 'get' }),
      named(proofUrl, 'https://orders.example/orders?page=2', 'accepted'),
      named(`${proofUrl}?page=2#top`, 'https://orders.example/orders?page=3', 'accepted'),
      named('HTTPS://Orders.Example:443/orders', proofUrl, 'accepted'),
      named('https://orders.example', 'https://orders.example/', 'accepted'),
      named('https://orders.example/a/../orders', proofUrl, 'accepted'),
      named('https://orders.example/%6frders', proofUrl, 'accepted'),
      named('https://orders.example/%c3%a4', 'https://orders.example/%C3%A4', 'accepted'),
      named('https://orders.example/a%2fb', 'https://orders.example/a/b', 'proof_invalid'),
      named('https://orders.example/orders/', proofUrl, 'proof_invalid'),
      named('https://orders.example/Orders', proofUrl, 'proof_invalid'),
      named('http://orders.example/orders', proofUrl, 'proof_invalid'),
      named('https://orders.example:8443/orders', proofUrl, 'proof_invalid'),
      named('https://other.example/orders', proofUrl, 'proof_invalid'),
      named('https://orders.example.other.example/orders', proofUrl, 'proof_invalid'),
      named('https://other.example@orders.example/orders', proofUrl, 'proof_invalid'),
      named('https://orders.example\\@other.example/orders', proofUrl, 'proof_invalid'),
      named('https:/orders.example/orders', proofUrl, 'proof_invalid'),
      named('https:\\\\orders.example\\orders', proofUrl, 'proof_invalid'),
      named(' https://orders.example/orders', proofUrl, 'proof_invalid'),
      named('https://orders.example/ord\ters', proofUrl, 'proof_invalid'),
      named('/orders', proofUrl, 'proof_invalid'),
      named('javascript:alert(1)', proofUrl, 'proof_invalid'),
      ['11: made a minute ago', asked({ claims: { iat: startSeconds - 60 } }), 'accepted'],
      claims('11: made more than a minute ago', { iat: startSeconds - 61 }),
      ['11: made by a clock that is ahead by the tolerance', asked({ claims: { iat: startSeconds + 5 } }), 'accepted'],
      claims('11: made by a clock that is ahead by more', { iat: startSeconds + 6 }),
      claims('11: J26 made in milliseconds', { iat: startSeconds * 1000 }),
      claims('11: J26 made before 1970', { iat: -1 }),
      ['12: without ath, where a token goes with it', asked({ claims: { ath: undefined } }, bound), 'proof_invalid'],
      ['12: ath of another token', asked({ claims: { ath: hashOf('another.access.token') } }, bound), 'proof_invalid'],
      ['12: ath in other base64', asked({ claims: { ath: `${hashOf(token)}=` } }, bound), 'proof_invalid'],
      ['12: the token itself in the place of its hash', asked({ claims: { ath: token } }, bound), 'proof_invalid'],
      ['12: a token that is bound to another key', asked({}, { ...bound, jkt: thumbprintOf(thief) }), 'proof_invalid'],
      [
        '12: by another key, for a token that is bound to this one',
        { ...asked({}, bound), proof: proofBy(thief, { claims: { ath: hashOf(token) } }) },
        'proof_invalid',
      ],
    ],
  },
];
