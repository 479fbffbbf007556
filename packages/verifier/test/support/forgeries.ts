/** Every way known to us in which a token has been forged or misread, and what it must be refused as. */
import { audienceName, base64url, claimsOf, esHeader, hsHeader, type Issuer, issuerName, signEs256, signHs256 } from './issuer.ts';
import { startSeconds } from './manual-clock.ts';
import { aSid } from './pages.ts';
import type { Fixture } from './verifier-fixture.ts';

/** Makes a token that a fixture is to judge. */
export type Forge = (fixture: Pick<Fixture, 'issuer' | 'thief'>) => string;

/** Builds a token from the text of its payload, so that JSON can say what an object cannot. */
export const withPayload =
  (payload: unknown): Forge =>
  ({ issuer }) =>
    signEs256(issuer, esHeader, payload);
export const withClaims = (changes: Readonly<Record<string, unknown>>): Forge => withPayload(claimsOf(changes));
export const withHeader =
  (header: unknown): Forge =>
  ({ issuer }) =>
    signEs256(issuer, header);
const without = (name: string): Forge => withPayload(Object.fromEntries(Object.entries(claimsOf()).filter(([one]) => one !== name)));
const changed =
  (change: (parts: readonly [string, string, string]) => string): Forge =>
  ({ issuer }) => {
    const [header = '', payload = '', signature = ''] = signEs256(issuer).split('.');
    return change([header, payload, signature]);
  };

const goodPayload = JSON.stringify(claimsOf());
const goodHeader = JSON.stringify(esHeader);

/** Title, forgery, code. */
export const refusals: readonly (readonly [string, Forge, string])[] = [
  ...['none', 'None', 'NONE', 'nOnE'].flatMap((alg): (readonly [string, Forge, string])[] => [
    [
      `J01 alg ${alg} without a signature`,
      () => `${base64url(JSON.stringify({ typ: 'at+jwt', alg, kid: 'es' }))}.${base64url(goodPayload)}.`,
      'token_malformed',
    ],
    [`J01 alg ${alg} with a signature`, withHeader({ typ: 'at+jwt', alg, kid: 'es' }), 'token_algorithm_wrong'],
    [
      `J01 alg ${alg} without a key`,
      () => `${base64url(JSON.stringify({ typ: 'at+jwt', alg }))}.${base64url(goodPayload)}.AAAA`,
      'token_malformed',
    ],
  ]),
  ...(['pem', 'pem without newline', 'der', 'jwk', 'jwks'] as const).map((form): readonly [string, Forge, string] => [
    `J02 J04 HS256 with the public key (${form}) as secret, under the public key's name`,
    ({ issuer }) => {
      const pem = issuer.publicKey.export({ format: 'pem', type: 'spki' }).toString();
      const secrets = {
        pem,
        'pem without newline': pem.trim(),
        der: issuer.publicKey.export({ format: 'der', type: 'spki' }),
        jwk: JSON.stringify(issuer.publicJwk),
        jwks: JSON.stringify({ keys: [issuer.publicJwk] }),
      };
      return signHs256(secrets[form], { ...hsHeader, kid: 'es' });
    },
    'token_algorithm_wrong',
  ]),
  [
    'J05 a token signed with the key that it brings itself',
    ({ thief }) => {
      return signEs256(thief, { ...esHeader, jwk: { ...thief.publicJwk, kid: undefined } });
    },
    'token_malformed',
  ],
  ["J05 a token signed with a thief's key under our name", ({ thief }) => signEs256(thief), 'token_signature_invalid'],
  ...['jwk', 'jku', 'x5u', 'x5c', 'b64', 'zip', 'enc', 'epk', 'p2c', 'p2s'].map((name): readonly [string, Forge, string] => [
    `J05 J06 J17 J18 the header parameter ${name}, even under a good signature`,
    withHeader({ ...esHeader, [name]: 'https://thief.example' }),
    'token_malformed',
  ]),
  ...['../../etc/passwd', "' OR 1=1 --", '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'ES', 'es ', 'ｅｓ'].map(
    (kid): readonly [string, Forge, string] => [`J07 the key name ${kid}`, withHeader({ ...esHeader, kid }), 'token_key_unknown'],
  ),
  ...([undefined, null, 7, ['es'], { es: 1 }, '', 'k'.repeat(257)] as const).map((kid): readonly [string, Forge, string] => [
    `J07 the key name ${JSON.stringify(kid)?.slice(0, 20)}`,
    withHeader({ ...esHeader, kid }),
    'token_malformed',
  ]),
  ['J07 a key name of 4 kB', withHeader({ ...esHeader, kid: 'k'.repeat(4096) }), 'token_malformed'],
  ['J07 a key name of 1 MB', withHeader({ ...esHeader, kid: 'k'.repeat(1_000_000) }), 'token_too_large'],
  ['J10 no signature, with its dot', changed(([header, payload]) => `${header}.${payload}.`), 'token_malformed'],
  ['J10 no signature, without its dot', changed(([header, payload]) => `${header}.${payload}`), 'token_malformed'],
  [
    'J10 a signature that is one byte short',
    changed(([h, p, s]) => `${h}.${p}.${Buffer.from(s, 'base64url').subarray(0, 63).toString('base64url')}`),
    'token_signature_invalid',
  ],
  [
    'J10 a signature that is one byte long',
    changed(([h, p, s]) => `${h}.${p}.${Buffer.concat([Buffer.from(s, 'base64url'), Buffer.alloc(1)]).toString('base64url')}`),
    'token_signature_invalid',
  ],
  ['J10 a signature in DER', ({ issuer }) => derSigned(issuer), 'token_signature_invalid'],
  ['J10 a MAC that is short', ({ issuer }) => signHs256(issuer.symmetricKey).slice(0, -2), 'token_malformed'],
  ['J10 a MAC of fewer whole bytes', ({ issuer }) => signHs256(issuer.symmetricKey).slice(0, -3), 'token_signature_invalid'],
  ['J12 ES256 by a key for HS256', withHeader({ ...esHeader, kid: 'hs' }), 'token_algorithm_wrong'],
  ['J13 J14 HS256 by a key for ES256', ({ issuer }) => signHs256(issuer.symmetricKey, { ...hsHeader, kid: 'es' }), 'token_algorithm_wrong'],
  ...['es256', 'ES256 ', 'ES384', 'RS256', 'PBES2-HS256+A128KW', '', ['ES256'], null, undefined, 256].map(
    (alg): readonly [string, Forge, string] => [
      `J14 the algorithm ${JSON.stringify(alg)}`,
      withHeader({ ...esHeader, alg }),
      typeof alg === 'string' ? 'token_algorithm_wrong' : 'token_malformed',
    ],
  ),
  ...[['x'], [], 'exp', ['exp'], null, 0, { b64: true }].map((crit): readonly [string, Forge, string] => [
    `J15 crit ${JSON.stringify(crit)}`,
    withHeader({ ...esHeader, crit, exp: 1 }),
    'token_critical_unknown',
  ]),
  ['J15 an unencoded payload', withHeader({ ...esHeader, b64: false, crit: ['b64'] }), 'token_critical_unknown'],
  ['J15 b64 true, which is critical and changes nothing', withHeader({ ...esHeader, b64: true, crit: ['b64'] }), 'token_critical_unknown'],
  [
    'J17 a token in five parts',
    changed(([header, payload, signature]) => `${header}.${payload}.${signature}.AAAA.AAAA`),
    'token_malformed',
  ],
  ['J17 a token in four parts', changed(([header, payload, signature]) => `${header}.${payload}.${signature}.AAAA`), 'token_malformed'],
  ['J17 a token in a token', ({ issuer }) => signEs256(issuer, esHeader, signEs256(issuer)), 'token_claims_invalid'],
  [
    'J18 an encrypted token whose key would take long to derive',
    () =>
      `${base64url(JSON.stringify({ alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 2_000_000_000, p2s: 'AAAA' }))}.AAAA.AAAA.AAAA.AAAA`,
    'token_malformed',
  ],
  ['J18 a header of more than 1024 characters', withHeader({ ...esHeader, cty: 'x'.repeat(800) }), 'token_malformed'],
  ['J19 padding', changed(([header, payload, signature]) => `${header}.${payload}.${signature}==`), 'token_malformed'],
  ['J19 a space at the end', changed((parts) => `${parts.join('.')} `), 'token_malformed'],
  ['J19 a space at the start', changed((parts) => ` ${parts.join('.')}`), 'token_malformed'],
  ['J19 a newline in the payload', changed(([h, p, s]) => `${h}.${p.slice(0, 9)}\n${p.slice(9)}.${s}`), 'token_malformed'],
  ['J19 a character of the other alphabet', changed(([h, p, s]) => `${h}.${p}.${s.slice(0, 40)}+${s.slice(41)}`), 'token_malformed'],
  ['J19 a slash in the payload', changed(([h, p, s]) => `${h}.${p.slice(0, 8)}/${p.slice(9)}.${s}`), 'token_malformed'],
  [
    'J19 a letter beyond Latin-1 whose low byte is a letter',
    changed(([h, p, s]) => `${h}.${p.slice(0, 8)}Ł${p.slice(9)}.${s}`),
    'token_malformed',
  ],
  ['J19 a signature with loose last bits', changed(([h, p, s]) => `${h}.${p}.${loosen(s)}`), 'token_malformed'],
  [
    'J19 a header with loose last bits',
    () => `${loosen(base64url(goodHeader))}.${base64url(goodPayload)}.${'A'.repeat(86)}`,
    'token_malformed',
  ],
  ['J19 a segment of 4n + 1 characters', changed(([h, p, s]) => `${h}.${p}.${s}AAA`), 'token_malformed'],
  [
    'J20 JSON serialization',
    changed(([header, payload, signature]) => JSON.stringify({ protected: header, payload, signature })),
    'token_malformed',
  ],
  ['J20 JSON serialization with dots for the split', changed(([h, p, s]) => `{"x":".${h}.${p}.${s}"}`), 'token_malformed'],
  ['an empty text', () => '', 'token_malformed'],
  ['dots alone', () => '..', 'token_malformed'],
  ['no header', changed(([, payload, signature]) => `.${payload}.${signature}`), 'token_malformed'],
  ['no payload', changed(([header, , signature]) => `${header}..${signature}`), 'token_malformed'],
  ['something that is no text', () => ({ toString: () => 'a.b.c' }) as unknown as string, 'token_malformed'],
  ['a token longer than any', ({ issuer }) => signEs256(issuer, esHeader, claimsOf({ x: 'x'.repeat(8192) })), 'token_too_large'],
  ...['[]', 'null', '"text"', '7', 'true', '[{"sub":"user-1"}]', '{', '', '{"a":1,}', `${goodPayload} x`, `\uFEFF${goodPayload}`].map(
    (payload): readonly [string, Forge, string] => [
      `J25 the payload ${payload.slice(0, 20)}`,
      ({ issuer }) => (payload === '' ? `${signEs256(issuer).split('.')[0]}..AAAA` : signEs256(issuer, esHeader, payload)),
      payload === '' ? 'token_malformed' : 'token_claims_invalid',
    ],
  ),
  ['J25 a claim given twice', withPayload(goodPayload.replace('{', '{"sub":"admin",')), 'token_claims_invalid'],
  ['J25 a claim given twice, once escaped', withPayload(goodPayload.replace('{', '{"s\\u0075b":"admin",')), 'token_claims_invalid'],
  [
    'J25 a custom claim with a name given twice inside',
    withPayload(goodPayload.replace('{', '{"tenant":{"id":1,"id":2},')),
    'token_claims_invalid',
  ],
  [
    'J25 a name given twice in an object in a list',
    withPayload(goodPayload.replace('{', '{"list":[[{"id":1, "id" : 2}]],')),
    'token_claims_invalid',
  ],
  [
    'J25 a claim given twice, behind texts with quotes in them',
    withPayload(goodPayload.replace('{', '{"a":"\\"\\"","b":"\\":\\"","sub":"admin",')),
    'token_claims_invalid',
  ],
  ['J25 a claim named __proto__', withPayload(goodPayload.replace('{', '{"__proto__":{"admin":true},')), 'token_claims_invalid'],
  [
    'J25 a claim named __proto__, escaped',
    withPayload(goodPayload.replace('{', '{"\\u005f_proto__":{"admin":true},')),
    'token_claims_invalid',
  ],
  ['J25 __proto__ deep inside', withPayload(goodPayload.replace('{', '{"tenant":[{"__proto__":1}],')), 'token_claims_invalid'],
  [
    'J25 bytes that are not UTF-8',
    withPayload(Buffer.from(goodPayload.replace('user-1', 'user-\u00ff'), 'latin1')),
    'token_claims_invalid',
  ],
  [
    'J25 an overlong form of a character',
    withPayload(Buffer.from(goodPayload.replace('user-1', 'user-\u00c0\u00af'), 'latin1')),
    'token_claims_invalid',
  ],
  ['J25 a header parameter given twice', withHeader(goodHeader.replace('{', '{"alg":"none",')), 'token_malformed'],
  ['J25 a header with __proto__', withHeader(goodHeader.replace('{', '{"__proto__":{},')), 'token_malformed'],
  ['J25 a header that is a list', withHeader(`[${goodHeader}]`), 'token_malformed'],
  ['J25 a header that is no JSON', withHeader('{typ}'), 'token_malformed'],
  ['J25 a header that is not UTF-8', withHeader(Buffer.from('{"x":"\u00ff"}', 'latin1')), 'token_malformed'],
  ...['exp', 'iat', 'nbf', 'auth_time', 'generation'].flatMap((name) =>
    ['"1800000100"', '-1', '1800000100.5', '1e308', '9007199254740993', 'null', 'true', '[1800000100]', '{}'].map(
      (value): readonly [string, Forge, string] => [
        `J26 ${name} ${value}`,
        withPayload(JSON.stringify(claimsOf({ [name]: undefined })).replace('{', `{"${name}":${value},`)),
        'token_claims_invalid',
      ],
    ),
  ),
  ['J26 a generation of 0', withClaims({ generation: 0 }), 'token_claims_invalid'],
  ...[
    undefined,
    'JWT',
    'jwt',
    'at+JWT',
    'AT+JWT',
    'at+jwt ',
    'dpop+jwt',
    'secevent+jwt',
    'logout+jwt',
    'id+jwt',
    'dbsc+jwt',
    'text/at+jwt',
    7,
    ['at+jwt'],
    null,
  ].map((typ): readonly [string, Forge, string] => [
    `J27 typ ${JSON.stringify(typ)}`,
    withHeader({ ...esHeader, typ }),
    'token_type_wrong',
  ]),
  [
    'J27 an identity token',
    withPayload({ iss: issuerName, sub: 'user-1', aud: audienceName, exp: startSeconds + 300, iat: startSeconds, nonce: 'n' }),
    'token_claims_invalid',
  ],
  ['J27 a refresh token of ours', () => `grt_AAAAAAAA.${aSid(1)}.0.${'A'.repeat(43)}`, 'token_malformed'],
  ['J27 a session token of ours', () => `${aSid(1)}.${'A'.repeat(43)}`, 'token_malformed'],
  ['J27 a token bound to a key, presented without proof', withClaims({ cnf: { jkt: 'AAAA' } }), 'token_bound'],
  ['J27 a token bound to nothing that is known, presented without proof', withClaims({ cnf: null }), 'token_bound'],
  ...[
    'https://APP.example',
    'https://app.example/',
    'http://app.example',
    'https://app.example.thief.example',
    'https://аpp.example',
    ' https://app.example',
  ].map((iss): readonly [string, Forge, string] => [`J28 the issuer ${iss}`, withClaims({ iss }), 'token_issuer_wrong']),
  ['J28 a list of issuers', withClaims({ iss: [issuerName] }), 'token_claims_invalid'],
  ...[
    'https://ORDERS.example',
    'https://orders.example/',
    'https://оrders.example',
    'orders',
    ['https://other.example', 'https://orders.example/'],
  ].map((aud): readonly [string, Forge, string] => [`J28 the audience ${String(aud)}`, withClaims({ aud }), 'token_audience_wrong']),
  ...[[], [audienceName, 7], [[audienceName]], { 0: audienceName }, '', 7, null].map((aud): readonly [string, Forge, string] => [
    `J28 the audience ${JSON.stringify(aud)}`,
    withClaims({ aud }),
    'token_claims_invalid',
  ]),
  ...['iss', 'sub', 'aud', 'exp', 'iat', 'jti', 'client_id', 'sid', 'generation', 'auth_time', 'amr', 'roles', 'permissions'].map(
    (name): readonly [string, Forge, string] => [`J28 no ${name}`, without(name), 'token_claims_invalid'],
  ),
  ...['iss', 'sub', 'jti', 'client_id', 'sid', 'acr'].flatMap((name) =>
    ['', 7, null, ['x'], { x: 1 }, true].map((value): readonly [string, Forge, string] => [
      `${name} ${JSON.stringify(value)}`,
      withClaims({ [name]: value }),
      'token_claims_invalid',
    ]),
  ),
  ...['amr', 'roles', 'permissions'].flatMap((name) =>
    ['admin', 7, null, ['x', 7], [['x']], [null], [''], { length: 0 }].map((value): readonly [string, Forge, string] => [
      `${name} ${JSON.stringify(value)}`,
      withClaims({ [name]: value }),
      'token_claims_invalid',
    ]),
  ),
  ...['A'.repeat(21), 'A'.repeat(23), `${'A'.repeat(21)}B`, `${'A'.repeat(21)}=`, `${'A'.repeat(20)}+A`, '__proto__'].map(
    (sid): readonly [string, Forge, string] => [`the sid ${sid}`, withClaims({ sid }), 'token_claims_invalid'],
  ),
];

function loosen(segment: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return segment.slice(0, -1) + alphabet.charAt(alphabet.indexOf(segment.slice(-1)) ^ 1);
}

/** The two numbers as a SEQUENCE of INTEGERs, each with a zero byte in front, which makes it positive whatever its first bit is. */
function derSigned(issuer: Issuer): string {
  const signingInput = `${base64url(goodHeader)}.${base64url(goodPayload)}`;
  const raw = issuer.sign(signingInput);
  const integers = [raw.subarray(0, 32), raw.subarray(32)].map((bytes) => Buffer.concat([Buffer.of(2, 33, 0), bytes]));
  return `${signingInput}.${Buffer.concat([Buffer.of(0x30, 70), ...integers]).toString('base64url')}`;
}
