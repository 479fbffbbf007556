/** The rules of RFC 7519, 8725 and 9068 as tokens that keep or break them. */
import { type Forge, withClaims, withHeader, withPayload } from '../support/forgeries.ts';
import { audienceName, base64url, claimsOf, esHeader, hsHeader, issuerName, signEs256, signHs256 } from '../support/issuer.ts';
import { startSeconds } from '../support/manual-clock.ts';

/** Title; token; `accepted` or the code; why, where it is valid and refused. */
export type RuleCase = readonly [title: string, forge: Forge, expect: string, deliberate?: string];

export interface RuleGroup {
  readonly id: string;
  readonly title: string;
  readonly cases: readonly RuleCase[];
}

const without = (name: string): Forge => withPayload(Object.fromEntries(Object.entries(claimsOf()).filter(([one]) => one !== name)));
const good: Forge = withClaims({});
const goodPayload = JSON.stringify(claimsOf());
const missing = (name: string): RuleCase => [`${name} is missing`, without(name), 'token_claims_invalid'];
const unsigned =
  (header: unknown, signature = ''): Forge =>
  () =>
    `${base64url(JSON.stringify(header))}.${base64url(goodPayload)}.${signature}`;
const changed =
  (change: (header: string, payload: string, signature: string) => string): Forge =>
  (material) => {
    const [header = '', payload = '', signature = ''] = good(material).split('.');
    return change(header, payload, signature);
  };

export const rfc7519: readonly RuleGroup[] = [
  {
    id: 'rfc7519-4',
    title: '4: the claims set is one JSON object with each name once',
    cases: [
      ['as it should be', good, 'accepted'],
      ['with line breaks and spaces', withPayload(JSON.stringify(claimsOf(), null, '\t')), 'accepted'],
      ['with claims of an application', withClaims({ 'https://example.com/is_root': true, tenant: { id: 7 } }), 'accepted'],
      ['a name twice', withPayload(goodPayload.replace('{', '{"sub":"admin",')), 'token_claims_invalid'],
      ['a name twice, once escaped', withPayload(goodPayload.replace('{', '{"s\\u0075b":"admin",')), 'token_claims_invalid'],
      ['a list', withPayload('[]'), 'token_claims_invalid'],
      ['text', withPayload('"claims"'), 'token_claims_invalid'],
      ['no JSON', withPayload('claims'), 'token_claims_invalid'],
      ['a claim named __proto__', withPayload(goodPayload.replace('{', '{"__proto__":{},')), 'token_claims_invalid', 'prototype-names'],
    ],
  },
  {
    id: 'rfc7519-4.1.1',
    title: '4.1.1 and 4.1.2: iss and sub are text, compared with case',
    cases: [
      ['iss in another case', withClaims({ iss: issuerName.toUpperCase() }), 'token_issuer_wrong'],
      ['iss that is no text', withClaims({ iss: 7 }), 'token_claims_invalid'],
      ['sub that is no text', withClaims({ sub: 7 }), 'token_claims_invalid'],
      ['sub beyond ASCII', withClaims({ sub: 'Ωμέγα-🙂' }), 'accepted'],
    ],
  },
  {
    id: 'rfc7519-4.1.3',
    title: '4.1.3: aud names the service, alone or in a list',
    cases: [
      ['in a list', withClaims({ aud: ['https://other.example', audienceName] }), 'accepted'],
      ['alone in a list', withClaims({ aud: [audienceName] }), 'accepted'],
      ['not in the list', withClaims({ aud: ['https://other.example'] }), 'token_audience_wrong'],
      ['another one', withClaims({ aud: 'https://other.example' }), 'token_audience_wrong'],
      ['in another case', withClaims({ aud: audienceName.toUpperCase() }), 'token_audience_wrong'],
      ['an empty list', withClaims({ aud: [] }), 'token_claims_invalid'],
    ],
  },
  {
    id: 'rfc7519-4.1.4',
    title: '4.1.4: not on or after exp',
    cases: [
      ['a second before', withClaims({ exp: startSeconds + 1 }), 'accepted'],
      ['at that second', withClaims({ exp: startSeconds }), 'token_expired'],
      ['a second after: the tolerance is not for exp', withClaims({ exp: startSeconds - 1 }), 'token_expired'],
      ['with a fraction', withClaims({ exp: startSeconds + 100.5 }), 'token_claims_invalid', 'whole-seconds'],
      ['as text', withClaims({ exp: String(startSeconds + 100) }), 'token_claims_invalid'],
    ],
  },
  {
    id: 'rfc7519-4.1.5',
    title: '4.1.5 and 4.1.6: not before nbf, nor before it was issued',
    cases: [
      ['nbf is now', withClaims({ nbf: startSeconds }), 'accepted'],
      ['nbf lies ahead by the tolerance', withClaims({ nbf: startSeconds + 5 }), 'accepted'],
      ['nbf lies ahead by more', withClaims({ nbf: startSeconds + 6 }), 'token_not_yet_valid'],
      ['nbf as text', withClaims({ nbf: String(startSeconds) }), 'token_claims_invalid'],
      ['iat lies ahead by more than the tolerance', withClaims({ iat: startSeconds + 6 }), 'token_not_yet_valid'],
      ['iat as text', withClaims({ iat: String(startSeconds) }), 'token_claims_invalid'],
    ],
  },
  {
    id: 'rfc7519-7.2',
    title: '7.2: the steps of the check',
    cases: [
      ['1: no period', () => 'token', 'token_malformed'],
      ['2: the header has a space', changed((h, p, s) => `${h.slice(0, 9)} ${h.slice(9)}.${p}.${s}`), 'token_malformed'],
      ['2: the header is in the standard alphabet', changed((h, p, s) => `${h.slice(0, -1)}+.${p}.${s}`), 'token_malformed'],
      ['3: the header is not UTF-8', withHeader(Buffer.from('{"x":"\u00ff"}', 'latin1')), 'token_malformed'],
      ['3: the header is no object', withHeader('"header"'), 'token_malformed'],
      [
        '5: the header names a critical extension that nobody knows',
        withHeader({ ...esHeader, crit: ['x'], x: 1 }),
        'token_critical_unknown',
      ],
      [
        '7: the signature is of another text',
        changed((h, _p, s) => `${h}.${base64url(goodPayload.replace('user-1', 'admin1'))}.${s}`),
        'token_signature_invalid',
      ],
      [
        '8: a signed token in a signed token',
        (material) => signEs256(material.issuer, { ...esHeader, cty: 'JWT' }, good(material)),
        'token_claims_invalid',
        'nested',
      ],
      [
        '10: the payload is not UTF-8',
        withPayload(Buffer.from(goodPayload.replace('user-1', 'user-\u00ff'), 'latin1')),
        'token_claims_invalid',
      ],
    ],
  },
];

export const rfc8725: readonly RuleGroup[] = [
  {
    id: 'rfc8725-3.1',
    title: '3.1: the algorithm is the key’s, and is allowed',
    cases: [
      ['none, in any case', unsigned({ ...esHeader, alg: 'nOnE' }, 'AAAA'), 'token_algorithm_wrong'],
      [
        'the public key as the secret of a MAC',
        ({ issuer }) => signHs256(issuer.publicKey.export({ format: 'pem', type: 'spki' }).toString(), { ...hsHeader, kid: 'es' }),
        'token_algorithm_wrong',
      ],
      ['the name of the algorithm in another case', withHeader({ ...esHeader, alg: 'es256' }), 'token_algorithm_wrong'],
      ['an asymmetric signature under the name of the secret', withHeader({ ...esHeader, kid: 'hs' }), 'token_algorithm_wrong'],
    ],
  },
  {
    id: 'rfc8725-3.2',
    title: '3.2 and 3.3: nothing passes unsigned, and nothing by half',
    cases: [
      ['no signature', unsigned({ ...esHeader, alg: 'none' }), 'token_malformed'],
      ['an empty signature of a good algorithm', unsigned(esHeader), 'token_malformed'],
      ['a MAC that is cut to a whole byte less', ({ issuer }) => signHs256(issuer.symmetricKey).slice(0, -3), 'token_signature_invalid'],
      ['another one’s signature', ({ thief }) => signEs256(thief), 'token_signature_invalid'],
    ],
  },
  {
    id: 'rfc8725-3.6',
    title: '3.6 and 3.7: no compression; UTF-8 only',
    cases: [
      ['zip in the header', withHeader({ ...esHeader, zip: 'DEF' }), 'token_malformed'],
      ['UTF-16', withPayload(Buffer.from(goodPayload, 'utf16le')), 'token_claims_invalid'],
      ['a byte order mark', withPayload(`\uFEFF${goodPayload}`), 'token_claims_invalid'],
      [
        'an overlong form of a character',
        withPayload(Buffer.from(goodPayload.replace('user-1', 'user-\u00c0\u00af'), 'latin1')),
        'token_claims_invalid',
      ],
    ],
  },
  {
    id: 'rfc8725-3.8',
    title: '3.8 and 3.9: whose key it is, who issued it, and for whom',
    cases: [
      ['another issuer, signed by our key', withClaims({ iss: 'https://thief.example' }), 'token_issuer_wrong'],
      missing('iss'),
      missing('sub'),
      ['another audience', withClaims({ aud: 'https://thief.example' }), 'token_audience_wrong'],
      missing('aud'),
    ],
  },
  {
    id: 'rfc8725-3.10',
    title: '3.10: what a token claims is not trusted before it is judged',
    cases: [
      ['a path in kid', withHeader({ ...esHeader, kid: '../../dev/null' }), 'token_key_unknown'],
      ['SQL in kid', withHeader({ ...esHeader, kid: "' OR 1=1 --" }), 'token_key_unknown'],
      ['__proto__ as kid', withHeader({ ...esHeader, kid: '__proto__' }), 'token_key_unknown'],
      ['jku', withHeader({ ...esHeader, jku: 'https://thief.example/keys' }), 'token_malformed', 'keys-in-the-header'],
      ['x5u', withHeader({ ...esHeader, x5u: 'https://thief.example/keys' }), 'token_malformed', 'keys-in-the-header'],
      ['jwk, with the signature of its key', ({ thief }) => signEs256(thief, { ...esHeader, jwk: thief.publicJwk }), 'token_malformed'],
    ],
  },
  {
    id: 'rfc8725-3.11',
    title: '3.11 and 3.12: a token of one kind is no token of another',
    cases: [
      ['typ of a proof of possession', withHeader({ ...esHeader, typ: 'dpop+jwt' }), 'token_type_wrong'],
      ['typ of a security event', withHeader({ ...esHeader, typ: 'secevent+jwt' }), 'token_type_wrong'],
      ['typ of a logout token', withHeader({ ...esHeader, typ: 'logout+jwt' }), 'token_type_wrong'],
      ['no typ, as an identity token has none', withHeader({ alg: 'ES256', kid: 'es' }), 'token_type_wrong'],
    ],
  },
];

export const rfc9068: readonly RuleGroup[] = [
  {
    id: 'rfc9068-2.1',
    title: '2.1: the header',
    cases: [
      ['typ at+jwt', good, 'accepted'],
      ['typ application/at+jwt', withHeader({ ...esHeader, typ: 'application/at+jwt' }), 'accepted'],
      ['typ in another case', withHeader({ ...esHeader, typ: 'at+JWT' }), 'token_type_wrong', 'typ-in-lower-case'],
      ['typ JWT', withHeader({ ...esHeader, typ: 'JWT' }), 'token_type_wrong'],
      ['no typ', withHeader({ alg: 'ES256', kid: 'es' }), 'token_type_wrong'],
      ['alg none', unsigned({ ...esHeader, alg: 'none' }), 'token_malformed'],
      ['no kid', withHeader({ typ: 'at+jwt', alg: 'ES256' }), 'token_malformed', 'no-key-is-tried-out'],
    ],
  },
  {
    id: 'rfc9068-2.2',
    title: '2.2: the claims that must be there',
    cases: ['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti'].map(missing),
  },
  {
    id: 'rfc9068-2.2.1',
    title: '2.2.1 and 2.2.3: claims that may be there',
    cases: [
      ['acr', withClaims({ acr: 'aal2' }), 'accepted'],
      ['acr that is no text', withClaims({ acr: 2 }), 'token_claims_invalid'],
      ['amr of two', withClaims({ amr: ['pwd', 'otp'] }), 'accepted'],
      ['amr that is no list', withClaims({ amr: 'pwd' }), 'token_claims_invalid'],
      ['scope', withClaims({ scope: 'orders:read' }), 'accepted'],
      ['no auth_time', without('auth_time'), 'token_claims_invalid', 'claims-of-a-session'],
      ['no amr', without('amr'), 'token_claims_invalid', 'claims-of-a-session'],
      ['no sid', without('sid'), 'token_claims_invalid', 'claims-of-a-session'],
      ['bound to a key that nobody proves to hold', withClaims({ cnf: { jkt: 'AAAA' } }), 'token_bound', 'bound-tokens'],
    ],
  },
  {
    id: 'rfc9068-4',
    title: '4: what a resource server checks',
    cases: [
      ['iss, exactly', withClaims({ iss: `${issuerName}/` }), 'token_issuer_wrong'],
      ['aud', withClaims({ aud: issuerName }), 'token_audience_wrong'],
      ['the signature', ({ thief }) => signEs256(thief), 'token_signature_invalid'],
      ['exp', withClaims({ exp: startSeconds }), 'token_expired'],
      ['by a shared secret', ({ issuer }) => signHs256(issuer.symmetricKey), 'accepted'],
    ],
  },
];
