/** Clients that prove themselves by a key (`private_key_jwt`): what they sign is for this issuer, for a minute, and once. ASVS 10.4.16 */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createEndpoints, type EndpointsOptions, type UseOnce } from '../../src/endpoints/index.ts';
import { createUseOnce } from '../../src/endpoints/use-once.ts';
import { createGemel, type Gemel } from '../../src/index.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';
import { createManualClock } from '../../src/testing/index.ts';

const ISSUER = 'https://app.example';
const ORDERS = 'https://orders.example';
const bearerType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const secretHash = 'A'.repeat(43);

interface Pair {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const es = (): Pair => generateKeyPairSync('ec', { namedCurve: 'P-256' });
const [orders, ordersNext, mail] = [es(), generateKeyPairSync('ed25519'), es()];

type ClientJwk = NonNullable<Client['jwks']>['keys'][number];

const jwkOf = ({ publicKey }: Pair, kid: string, alg: string): ClientJwk => ({
  ...(publicKey.export({ format: 'jwk' }) as Pick<ClientJwk, 'kty'>), // which an exported key says
  kid,
  alg,
  use: 'sig',
});

const clients: readonly Client[] = [
  { id: 'orders', jwks: { keys: [jwkOf(orders, 'orders-1', 'ES256'), jwkOf(ordersNext, 'orders-2', 'EdDSA')] }, audiences: [ORDERS] },
  { id: 'mail', jwks: { keys: [jwkOf(mail, 'mail-1', 'ES256')] }, audiences: [ORDERS] },
];

let gemel: Gemel;
beforeAll(async () => {
  gemel = await createGemel({
    issuer: ISSUER,
    secret: 'a secret for tests only, 32 and more',
    store: createMemoryStore(),
    tokens: { audiences: [ISSUER, ORDERS] },
  });
});
afterAll(() => gemel.close());

const base64url = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
let names = 0;

interface Wanted {
  readonly key?: Pair;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What orders would sign, with one thing otherwise. */
function assertionOf({ key = orders, header = {}, claims = {} }: Wanted = {}): string {
  const now = Math.floor(gemel.engineTime());
  const head = { alg: 'ES256', kid: 'orders-1', typ: 'client-authentication+jwt', ...header };
  const body = { iss: 'orders', sub: 'orders', aud: ISSUER, jti: `name-${++names}`, iat: now, exp: now + 60, ...claims };
  const input = `${base64url(head)}.${base64url(body)}`;
  const isEd = key.privateKey.asymmetricKeyType === 'ed25519';
  const signature = sign(isEd ? null : 'sha256', Buffer.from(input), { key: key.privateKey, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

type Fields = Readonly<Record<string, string>>;

async function post(path: string, fields: Fields, options: EndpointsOptions = { clients }, headers: Fields = {}): Promise<Response> {
  const request = new Request(ISSUER + path, { method: 'POST', body: new URLSearchParams(fields), headers });
  return (await createEndpoints(gemel, options).handle(request)) ?? new Response(null, { status: 404 });
}

const signed = (assertion: string): Fields => ({ client_assertion_type: bearerType, client_assertion: assertion });

async function aToken(): Promise<string> {
  const { principal } = await gemel.startSession({ subject: 'ada' });
  return (await gemel.issueAccessToken(principal, { audience: ORDERS })).accessToken;
}

/** Status, and whether the token is active or the error. */
async function ask(fields: Fields, options?: EndpointsOptions, headers?: Fields): Promise<readonly [number, unknown]> {
  const answer = await post('/oauth/introspect', { token: await aToken(), ...fields }, options, headers);
  const body = Object(await answer.json()) as Readonly<Record<string, unknown>>; // whose members are looked at
  return [answer.status, body['active'] ?? body['error']];
}

const refused = [401, 'invalid_client'] as const;

describe('a client that has registered keys', () => {
  it('is let in by what it has signed, under each of them, and by each kind of typ that clients write', async () => {
    expect(await ask(signed(assertionOf()))).toEqual([200, true]);
    expect(await ask(signed(assertionOf({ key: ordersNext, header: { alg: 'EdDSA', kid: 'orders-2' } })))).toEqual([200, true]);
    for (const typ of [undefined, 'JWT', 'application/client-authentication+jwt'])
      expect(await ask(signed(assertionOf({ header: { typ } })))).toEqual([200, true]);
    expect(await ask({ ...signed(assertionOf()), client_id: 'orders' })).toEqual([200, true]);
    expect(await ask(signed(assertionOf({ claims: { iat: undefined, nbf: 1 } })))).toEqual([200, true]);
  });

  it.each<readonly [string, Wanted]>([
    ["for an endpoint of the issuer's", { claims: { aud: `${ISSUER}/oauth/introspect` } }],
    ['for the issuer and somebody else', { claims: { aud: [ISSUER, 'https://other.example'] } }],
    ['for a list that has the issuer alone', { claims: { aud: [ISSUER] } }],
    ['for another issuer', { claims: { aud: 'https://other.example' } }],
    ['for the issuer with a slash', { claims: { aud: `${ISSUER}/` } }],
    ['for nobody', { claims: { aud: undefined } }],
    ['of another client, by the key of this one', { claims: { iss: 'mail', sub: 'mail' } }],
    ['with another subject', { claims: { sub: 'mail' } }],
    ['with another issuer', { claims: { iss: ISSUER } }],
    ['under the name of another client’s key', { header: { kid: 'mail-1' } }],
    ['by the key of another client', { key: mail }],
    ['under a key that is nobody’s', { header: { kid: 'orders-9' } }],
    ['under no key', { header: { kid: undefined } }],
    ['without a name of its own', { claims: { jti: undefined } }],
    ['with an empty name', { claims: { jti: '' } }],
    ['with an endless name', { claims: { jti: 'n'.repeat(257) } }],
    ['with a name that is no text', { claims: { jti: 7 } }],
    ['without an end', { claims: { exp: undefined } }],
    ['with an end that is past', { claims: { exp: 1_700_000_000 } }],
    ['with an end that is no number (J26)', { claims: { exp: '9999999999' } }],
    ['with an end far ahead', { claims: { exp: Math.floor(Date.now() / 1000) + 3600 } }],
    ['with an end beyond any clock (J26)', { claims: { exp: 1e308 } }],
    ['from the future', { claims: { iat: Math.floor(Date.now() / 1000) + 600 } }],
    ['that is not good yet', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
    ['as an access token (J27)', { header: { typ: 'at+jwt' } }],
    ['as a proof of possession (J27)', { header: { typ: 'dpop+jwt' } }],
    ['with a critical parameter (J15)', { header: { crit: ['exp'] } }],
    ['with a key of its own (J05)', { header: { jwk: mail.publicKey.export({ format: 'jwk' }) } }],
    ['with no algorithm (J01)', { header: { alg: 'none' } }],
    ['with a MAC (J02)', { header: { alg: 'HS256' } }],
    ['with an algorithm that is not its key’s (J14)', { header: { alg: 'EdDSA' } }],
  ])('is refused what it signs %s', async (_title, wanted) => {
    expect(await ask(signed(assertionOf(wanted)))).toEqual(refused);
  });

  it.each([
    ['no token', 'text'],
    ['without a signature (J10)', assertionWithout(2)],
    ['a payload that is no object', `${base64url({ alg: 'ES256', kid: 'orders-1' })}.bnVsbA.AAAA`],
    ['endless', 'a'.repeat(9000)],
  ])('is refused what is %s', async (_title, text) => {
    expect(await ask(signed(text))).toEqual(refused);
  });

  it('is let in once by each, also of many at once, and refused on the next try (RFC 7523, jti)', async () => {
    const useOnce = createUseOnce({ monotonicMs: () => performance.now() });
    const options = { clients, useOnce };
    const assertion = assertionOf();
    const answers = await Promise.all(Array.from({ length: 32 }, () => ask(signed(assertion), options)));
    expect(answers.filter(([status]) => status === 200)).toHaveLength(1);
    expect(await ask(signed(assertion), options)).toEqual(refused);
    // The name is the client's own: another one may use the same.
    const same = { jti: 'the same' };
    expect(await ask(signed(assertionOf({ claims: same })), options)).toEqual([200, true]);
    const others = { key: mail, header: { kid: 'mail-1' }, claims: { iss: 'mail', sub: 'mail', ...same } };
    expect(await ask(signed(assertionOf(others)), options)).toEqual([200, true]);
    expect(await ask(signed(assertionOf({ claims: same })), options)).toEqual(refused);
  });

  it('uses nothing up with what is refused for another reason, and nothing is remembered of it', async () => {
    const asked: unknown[] = [];
    const useOnce: UseOnce = async (name, lifetime) => asked.push([name, lifetime]) > 0;
    await ask(signed(assertionOf({ claims: { aud: 'x' } })), { clients, useOnce });
    expect(asked).toEqual([]);
    await ask(signed(assertionOf({ claims: { jti: 'n' } })), { clients, useOnce });
    expect(asked).toEqual([['["client assertion","orders","n"]', 65]]);
  });

  it('proves itself in one way alone, and of the one kind (RFC 6749, section 2.3; RFC 7521, section 4.2)', async () => {
    const malformed = [400, 'invalid_request'];
    const header = { authorization: `Basic ${btoa('orders:secret')}` };
    expect(await ask({ ...signed(assertionOf()), client_secret: 'secret' })).toEqual(malformed);
    expect(await ask(signed(assertionOf()), { clients }, header)).toEqual(malformed);
    expect(await ask({ ...signed(assertionOf()), client_id: 'mail' })).toEqual(malformed);
    expect(
      await ask({ ...signed(assertionOf()), client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }),
    ).toEqual(refused);
    expect(await ask({ client_assertion: assertionOf() })).toEqual(refused);
    expect(await ask({ client_assertion_type: bearerType })).toEqual(refused);
    expect(
      (await post(`/oauth/introspect?${new URLSearchParams(signed(assertionOf())).toString()}`, { token: await aToken() })).status,
    ).toBe(401);
  });

  it('has to name its key, be it the only one there is', async () => {
    const alone: readonly Client[] = clients.slice(1);
    const signedBy = (kid: string | undefined): Fields =>
      signed(assertionOf({ key: mail, header: { kid }, claims: { iss: 'mail', sub: 'mail' } }));
    expect(await ask(signedBy('mail-1'), { clients: alone })).toEqual([200, true]);
    expect(await ask(signedBy(undefined), { clients: alone })).toEqual(refused);
  });

  it('has no secret: none that could be guessed, nor an empty one', async () => {
    for (const secret of ['', 'undefined', 'orders'])
      expect(await ask({}, { clients }, { authorization: `Basic ${btoa(`orders:${secret}`)}` })).toEqual(refused);
  });

  it('may have both for a while: then each is good', async () => {
    const [first] = clients;
    const both: readonly Client[] = [{ id: 'orders', audiences: [ORDERS], secretHash, ...(first?.jwks && { jwks: first.jwks }) }];
    expect(await ask(signed(assertionOf()), { clients: both })).toEqual([200, true]);
  });

  it('revokes: whoever says that it is one must be, and what was signed is used up by it', async () => {
    const token = await aToken();
    const revoke = async (fields: Fields): Promise<number> => (await post('/oauth/revoke', { token, ...fields })).status;
    expect(await revoke(signed(assertionOf({ claims: { aud: 'x' } })))).toBe(401);
    expect(await revoke({ client_assertion_type: bearerType })).toBe(401);
    const answer = await post('/oauth/introspect', { token, ...signed(assertionOf()) });
    expect(await answer.json()).toMatchObject({ active: true });
    expect(await revoke(signed(assertionOf()))).toBe(200);
    const after = await post('/oauth/introspect', { token, ...signed(assertionOf()) });
    expect(await after.json()).toEqual({ active: false });
  });

  it('is told in the metadata how, and with which algorithms (RFC 8414)', async () => {
    const metadataOf = async (registered: readonly Client[]): Promise<unknown> => {
      const endpoints = createEndpoints(gemel, { clients: registered });
      return (await endpoints.handle(new Request(`${ISSUER}/.well-known/oauth-authorization-server`)))?.json();
    };
    expect(await metadataOf(clients)).toMatchObject({
      introspection_endpoint_auth_methods_supported: ['private_key_jwt'],
      introspection_endpoint_auth_signing_alg_values_supported: ['ES256', 'EdDSA'],
      revocation_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      revocation_endpoint_auth_signing_alg_values_supported: ['ES256', 'EdDSA'],
    });
    const withSecret: Client = { id: 'old', secretHash, audiences: [ORDERS] };
    expect(await metadataOf([...clients, withSecret])).toMatchObject({
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    });
    expect(await metadataOf([withSecret])).not.toHaveProperty('introspection_endpoint_auth_signing_alg_values_supported');
  });

  it('is refused as an option where its keys are none, all at once', () => {
    const [key] = clients[1]?.jwks?.keys ?? [];
    if (key === undefined) throw new Error('there is a key');
    const wrong = [
      { id: 'a', audiences: [ORDERS] },
      { id: 'b', jwks: { keys: [] }, audiences: [ORDERS] },
      {
        id: 'c',
        jwks: { keys: [{ ...mail.privateKey.export({ format: 'jwk' }), kid: 'c', alg: 'ES256', use: 'sig' }] },
        audiences: [ORDERS],
      },
      { id: 'd', jwks: { keys: [{ kty: 'oct', k: 'AAAA', kid: 'd', alg: 'HS256', use: 'sig' }] }, audiences: [ORDERS] },
      { id: 'e', jwks: { keys: [{ ...key, kid: 'e', use: 'enc' }] }, audiences: [ORDERS] },
      { id: 'f', jwks: { keys: [key] }, audiences: [ORDERS] },
      { id: 'g', jwks: { keys: [key] }, audiences: [ORDERS] },
    ] as unknown as readonly Client[];
    expect(() => createEndpoints(gemel, { clients: wrong })).toThrow(
      /clients\[0\] takes secretHash or jwks[^]*clients\[1\]\.jwks takes[^]*clients\[2\]\.jwks takes[^]*clients\[3\]\.jwks takes[^]*clients\[4\]\.jwks takes[^]*clients\[5\]\.jwks names a key[^]*clients\[6\]\.jwks names a key/,
    );
  });
});

describe('what is good once, remembered by one process', () => {
  it('is good again when it is over, and not before', async () => {
    const clock = createManualClock();
    const useOnce = createUseOnce(clock);
    expect([await useOnce('a', 60), await useOnce('a', 60), await useOnce('b', 10)]).toEqual([true, false, true]);
    await clock.advance(59.999);
    expect([await useOnce('a', 60), await useOnce('b', 10)]).toEqual([false, true]);
    await clock.advance(0.001);
    expect(await useOnce('a', 60)).toBe(true);
  });

  it('takes so many names and no more, and forgets none before its time', async () => {
    const clock = createManualClock();
    const useOnce = createUseOnce(clock, 2);
    expect([await useOnce('a', 60), await useOnce('b', 60)]).toEqual([true, true]);
    await expect(useOnce('c', 60)).rejects.toMatchObject({ code: 'request_throttled' });
    expect(await useOnce('a', 60)).toBe(false);
    await clock.advance(60);
    expect(await useOnce('c', 60)).toBe(true);
  });
});

function assertionWithout(part: number): string {
  return [base64url({ alg: 'ES256', kid: 'orders-1' }), base64url({}), ''].slice(0, part).join('.');
}
