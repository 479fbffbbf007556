/** Introspection: who may ask, what is told, and that a fault is not an inactive token. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Client, createEndpoints } from '../../src/endpoints/index.ts';
import { createGemel, type Gemel, GemelError, type StartedSession, type StartSession } from '../../src/index.ts';
import { createMemoryStore } from '../../src/stores/memory/index.ts';

const ISSUER = 'https://app.example';
const ORDERS = 'https://orders.example';
const MAIL = 'https://mail.example';
const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
const clients: readonly Client[] = [
  { id: 'orders', secretHash: hashOf('the secret of orders'), audiences: [ORDERS] },
  { id: 'mail+', secretHash: hashOf('ü: a+b%20/='), audiences: [MAIL, ISSUER] },
];

let gemel: Gemel;
beforeAll(async () => {
  gemel = await createGemel({
    issuer: ISSUER,
    secret: 'a secret for tests only, 32 and more',
    store: createMemoryStore(),
    tokens: { audiences: [ISSUER, ORDERS, MAIL] },
    sessions: { claims: async () => ({ plan: 'pro', active: false, token_type: 'x' }) },
  });
});
afterAll(() => gemel.close());

const encoded = (text: string): string => encodeURIComponent(text).replaceAll('%20', '+');
const basic = (id: string, secret: string): string => `Basic ${btoa(`${encoded(id)}:${encoded(secret)}`)}`;
const asOrders = basic('orders', 'the secret of orders');

interface Asked {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

async function ask(
  token: string | undefined,
  authorization: string | undefined = asOrders,
  engine: Gemel = gemel,
  query = '',
): Promise<Asked> {
  const request = new Request(`${ISSUER}/oauth/introspect${query}`, {
    method: 'POST',
    body: new URLSearchParams(token === undefined ? {} : { token, token_type_hint: 'nonsense' }),
    headers: authorization === undefined ? {} : { authorization },
  });
  const response = await createEndpoints(engine, { clients }).handle(request);
  return { status: response?.status ?? 0, headers: response?.headers ?? new Headers(), text: (await response?.text()) ?? '' };
}

const begin = (start: Partial<StartSession> = {}): Promise<StartedSession> =>
  gemel.startSession({ subject: 'ada', mode: 'both', ...start });

async function tokenFor(audience: string, start: Partial<StartSession> = {}): Promise<{ readonly token: string; readonly sid: string }> {
  const { principal } = await begin(start);
  return { token: (await gemel.issueAccessToken(principal, { audience })).accessToken, sid: principal.sid };
}

const inactive = '{"active":false}';

describe('introspection (RFC 7662)', () => {
  it('tells a registered client the claims of a token that holds, and no cache keeps them', async () => {
    const { token, sid } = await tokenFor(ORDERS, { permissions: ['orders:read'] });
    const answer = await ask(token);
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(JSON.parse(answer.text)).toMatchObject({
      active: true,
      token_type: 'Bearer',
      iss: ISSUER,
      sub: 'ada',
      aud: ORDERS,
      sid,
      exp: expect.any(Number),
      permissions: ['orders:read'],
      plan: 'pro',
    });
  });

  it('says of every other text that it is not active, and nothing more', async () => {
    const { token } = await tokenFor(ORDERS);
    const { sessionToken = '', tokens } = await begin();
    for (const text of ['x', 'a.b.c', `${token.slice(0, -8)}AAAAAAAA`, sessionToken, tokens?.refreshToken ?? '', ' ', '\u0000']) {
      const answer = await ask(text);
      expect([answer.status, answer.text]).toEqual([200, inactive]);
    }
  });

  it('says so of a token whose session has ended, or may do something else by now', async () => {
    const [ended, changed] = [await tokenFor(ORDERS), await tokenFor(ORDERS, { subject: 'eve' })];
    await gemel.revokeSession(ended.sid);
    await gemel.changeGrants('eve', { roles: ['admin'] });
    expect((await ask(ended.token)).text).toBe(inactive);
    expect((await ask(changed.token)).text).toBe(inactive);
  });

  it('tells a client of tokens for its own audiences alone (RFC 7662, section 4)', async () => {
    const [forMail, forIssuer] = [await tokenFor(MAIL), await tokenFor(ISSUER)];
    const asMail = basic('mail+', 'ü: a+b%20/=');
    for (const { token } of [forMail, forIssuer]) {
      expect((await ask(token)).text).toBe(inactive);
      expect(JSON.parse((await ask(token, asMail)).text)).toMatchObject({ active: true });
    }
  });

  it('refuses whoever is no registered client, and says to nobody what was wrong', async () => {
    const { token } = await tokenFor(ORDERS);
    const wrong = [
      basic('orders', 'the secret of order'),
      basic('orders', hashOf('the secret of orders')),
      basic('orders', 'ü: a+b%20/='),
      basic('', 'the secret of orders'),
      basic('nobody', 'the secret of orders'),
      basic('__proto__', 'x'),
      `Basic ${btoa('orders')}`,
      `Basic ${btoa('orders:')}`,
      `Basic ${btoa('orders:%')}`,
      'Basic %%%',
      'Basic ',
      `Bearer ${token}`,
      `${asOrders}, ${asOrders}`,
      asOrders.replace('Basic ', 'Basic  '),
    ];
    const answers = await Promise.all([...wrong.map((header) => ask(token, header)), ask(token, '')]);
    for (const { status, headers, text } of answers) {
      expect([status, headers.get('www-authenticate'), text]).toEqual([401, 'Basic realm="gemel"', answers[0]?.text]);
      expect(JSON.parse(text)).toMatchObject({ error: 'invalid_client', code: 'client_unknown' });
      expect(headers.get('content-type')).toBe('application/json'); // RFC 7662, section 2.3; RFC 6749, section 5.2
    }
    const inQuery = await ask(token, '', gemel, '?client_id=orders&client_secret=the+secret+of+orders');
    expect(inQuery.status).toBe(401);
  });

  it('echoes the nonce, and says how old its view is at most, so that the answer can be held to the bound', async () => {
    const { token } = await tokenFor(ORDERS);
    const put = async (engine: Gemel, nonce: string): Promise<Response | undefined> =>
      createEndpoints(engine, { clients }).handle(
        new Request(`${ISSUER}/oauth/introspect`, {
          method: 'POST',
          body: new URLSearchParams({ token, nonce }),
          headers: { authorization: asOrders },
        }),
      );
    const withLease = (leaseLeftMs: number): Gemel => ({
      ...gemel,
      stats: () => ({ ...gemel.stats(), feed: { ...gemel.stats().feed, leaseLeftMs } }),
    });
    for (const [leaseLeftMs, age] of [
      [4200, 0.8],
      [0, 5],
      [6000, 0],
    ] as const) {
      const answer: unknown = await (await put(withLease(leaseLeftMs), 'n0-_nce'))?.json();
      expect(answer).toMatchObject({ active: true, nonce: 'n0-_nce', gemel_view_age: expect.closeTo(age) });
    }
    expect((await put(gemel, 'a nonce'))?.status).toBe(400);
    const renewed: Gemel = {
      ...withLease(1000),
      introspectAccessToken(text) {
        Object.assign(renewed, withLease(5000)); // the lease is renewed while the token is judged
        return gemel.introspectAccessToken(text);
      },
    };
    expect(await (await put(renewed, 'n'))?.json()).toMatchObject({ gemel_view_age: expect.closeTo(4) });
  });

  it('wants a token', async () => {
    expect((await ask(undefined)).status).toBe(400);
  });

  it('P10 answers 503 where the token could not be judged: that is not an inactive token', async () => {
    const { token } = await tokenFor(ORDERS);
    for (const code of ['view_stale', 'store_unavailable', 'keys_unavailable'] as const) {
      const failing: Gemel = { ...gemel, introspectAccessToken: () => Promise.reject(new GemelError(code)) };
      expect((await ask(token, asOrders, failing)).status).toBe(503);
    }
    const broken: Gemel = { ...gemel, introspectAccessToken: () => Promise.reject(new TypeError('x')) };
    expect((await ask(token, asOrders, broken)).status).toBe(500);
  });

  it('is there, and told of in the metadata, only where clients are registered', async () => {
    const metadata = async (registered: readonly Client[]): Promise<unknown> => {
      const endpoints = createEndpoints(gemel, { clients: registered });
      const response = await endpoints.handle(new Request(`${ISSUER}/.well-known/oauth-authorization-server`));
      return response?.json();
    };
    expect(await metadata(clients)).toMatchObject({
      introspection_endpoint: `${ISSUER}/oauth/introspect`,
      introspection_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
      revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    });
    expect(await metadata([])).not.toHaveProperty('introspection_endpoint');
    expect(createEndpoints(gemel).owns('/oauth/introspect')).toBe(false);
  });

  it('refuses a feed for clients where there are none, and any other word for who may read it', () => {
    expect(() => createEndpoints(gemel, { feed: { access: 'clients' } })).toThrow(/feed\.access is 'clients', but there are none/);
    const misspelt: object = { feed: { access: 'client' } };
    expect(() => createEndpoints(gemel, { clients, ...misspelt })).toThrow(/feed\.access takes 'public' or 'clients'/);
  });

  it('refuses clients that are none, all at once', () => {
    const wrong: readonly Client[] = [
      { id: 'a:b', secretHash: hashOf('x'), audiences: [ORDERS] },
      { id: 'a', secretHash: 'the secret itself', audiences: [ORDERS] },
      { id: 'a', secretHash: hashOf('x'), audiences: [] },
      { id: 'b', secretHash: [], audiences: [ORDERS] },
      { id: 'c', secretHash: [hashOf('x'), 'x'], audiences: [ORDERS] },
    ];
    expect(() => createEndpoints(gemel, { clients: wrong })).toThrow(
      /clients\[0\]\.id takes[^]*clients\[1\]\.secretHash takes[^]*clients\[2\]\.id is another[^]*clients\[2\]\.audiences takes[^]*clients\[3\]\.secretHash takes[^]*clients\[4\]\.secretHash takes/,
    );
  });
});
