/** What others try between a browser, a provider and us: none of it signs anybody in. ASVS 6.8.2, 6.8.3, 10.1.2, 10.2.1, 10.2.2, 10.5.1, 10.5.3, 10.5.4 */
import { generateKeyPairSync } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { describe, expect, it } from 'vitest';
import { codeOf, present } from '../support.ts';
import {
  aClient,
  anOidcProvider,
  aProviderWorld,
  arrive,
  arriveSignedIn,
  comeBack,
  type ProviderWorld,
  type Returned,
} from './a-provider-world.ts';
import { aServer } from './a-server.ts';
import { changed, type Claims, sign, unsigned } from './sign-anew.ts';

async function returned(world: ProviderWorld, person = 'ada'): Promise<Returned> {
  return comeBack(await world.accounts.providers.beginSignIn({ provider: 'example' }), person);
}

const noSession = async (world: ProviderWorld): Promise<void> => {
  const account = await world.accounts.findByEmail('ada@example.com');
  if (account !== undefined) expect(await world.gemel.listSessions(account.subject)).toEqual([]);
};

describe('the way there', () => {
  it('carries state, nonce and a PKCE challenge, each journey its own, and asks for no more than an address (10.1.2, 10.2.1, 10.2.3)', async () => {
    const world = await aProviderWorld();
    const journeys = await Promise.all([1, 2].map(() => world.accounts.providers.beginSignIn({ provider: 'example' })));
    const queries = journeys.map(({ url }) => new URL(url).searchParams);
    for (const query of queries) {
      expect(Object.fromEntries(query)).toMatchObject({
        response_type: 'code',
        scope: 'openid email',
        code_challenge_method: 'S256',
        client_id: 'gemel',
      });
      for (const name of ['state', 'nonce', 'code_challenge']) expect(query.get(name)).toMatch(/^[\w-]{43}$/);
    }
    for (const name of ['state', 'nonce', 'code_challenge']) expect(queries[0]?.get(name)).not.toBe(queries[1]?.get(name));
    expect(journeys[0]?.expiresIn).toBeLessThanOrEqual(600);
    expect(new Set(journeys.map(({ secret }) => secret)).size).toBe(2);
  });
});

describe('an answer', () => {
  it('is good once (S09)', async () => {
    const world = await aProviderWorld();
    const answer = await returned(world);
    expect((await world.accounts.providers.finish(answer)).kind).toBe('sign_in');
    expect(await codeOf(world.accounts.providers.finish(answer))).toBe('provider_failed');
  });

  it('of somebody who is unlinked, with all sessions ended, while it is judged lets nobody in (invariant 5)', async () => {
    const unlink: (() => Promise<void>)[] = [];
    const world = await aProviderWorld({
      before: async (name) => (name === 'gemel.subjectVersion' ? unlink.pop()?.() : undefined),
    });
    const { session } = await arriveSignedIn(world, 'ada');
    const answer = await returned(world);
    unlink.push(async () => {
      for (const { id } of await world.store.authenticators.listByAccount(session.subject))
        await world.store.authenticators.remove(session.subject, id);
      await world.gemel.revokeSubject(session.subject);
    });
    expect(await codeOf(world.accounts.providers.finish(answer))).toBe('provider_not_linked');
    expect(await world.gemel.listSessions(session.subject)).toEqual([]);
  });

  it('is good for ten minutes', async () => {
    const world = await aProviderWorld();
    const answer = await returned(world);
    world.clock.seconds += 601;
    expect(await codeOf(world.accounts.providers.finish(answer))).toBe('provider_failed');
  });

  it('belongs to the browser that set out: neither another’s journey nor none takes it (S24, S28, F16)', async () => {
    const world = await aProviderWorld();
    const [mine, theirs] = [await returned(world), await returned(world, 'grace')];
    const { finish } = world.accounts.providers;
    expect(await codeOf(finish({ ...mine, query: theirs.query }))).toBe('provider_failed');
    expect(await codeOf(finish({ ...mine, secret: theirs.secret }))).toBe('provider_failed');
    for (const secret of ['', 'x', 'A'.repeat(43), present(mine.query.get('state') ?? undefined)])
      expect(await codeOf(finish({ ...mine, secret }))).toBe('provider_failed');
    await noSession(world);
    // None of it has used the journeys up.
    expect((await finish(mine)).kind).toBe('sign_in');
  });

  it('is no half sign-in, no session and no link, and none of those is a journey (S07, S28)', async () => {
    const world = await aProviderWorld();
    const { secret } = await world.accounts.providers.beginSignIn({ provider: 'example' });
    expect(await world.accounts.secondFactor.look(secret)).toBeUndefined();
    expect(
      (await world.gemel.authenticate({ method: 'GET', header: (name) => (name === 'cookie' ? `__Host-Http-gemel=${secret}` : undefined) }))
        .status,
    ).toBe('refused');
    const answer = await returned(world);
    const { session, sessionToken } = await world.gemel.startSession({ subject: 'ada' });
    for (const other of [session.sid, sessionToken ?? ''])
      expect(await codeOf(world.accounts.providers.finish({ ...answer, secret: other }))).toBe('provider_failed');
  });

  const broken: readonly { readonly what: string; readonly change: (query: URLSearchParams) => void }[] = [
    { what: 'with another issuer (RFC 9207)', change: (query) => query.set('iss', 'https://other.example') },
    { what: 'that names no issuer, of a provider that always does', change: (query) => query.delete('iss') },
    { what: 'with another code', change: (query) => query.set('code', 'another') },
    { what: 'without a code', change: (query) => query.delete('code') },
    { what: 'with two codes', change: (query) => query.append('code', 'another') },
    { what: 'with two states', change: (query) => query.append('state', 'another') },
    { what: 'that is an error as well', change: (query) => query.set('error', 'access_denied') },
  ];
  it.each(broken)('is refused $what (10.2.2)', async ({ change }) => {
    const world = await aProviderWorld();
    const answer = await returned(world);
    change(answer.query);
    expect(await codeOf(world.accounts.providers.finish(answer))).toBe('provider_failed');
    await noSession(world);
  });

  it('that the person broke off signs nobody in, and its words go nowhere', async () => {
    const world = await aProviderWorld();
    const answer = await returned(world, '');
    expect(answer.query.get('error')).toBe('access_denied');
    const error: unknown = await world.accounts.providers.finish(answer).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'provider_failed', cause: { reason: 'provider_refused' } });
    expect(JSON.stringify(error)).not.toContain('broken off');
  });

  it('of one provider is not taken for another’s, wherever it is brought (mix-up, 10.2.2)', async () => {
    const other = await anOidcProvider({ clients: [aClient({ redirect_uris: ['https://app.example/sign-in/with/other/callback'] })] });
    const world = await aProviderWorld({
      providers: { other: { issuer: other.issuer, clientId: 'gemel', clientSecret: 'a secret of forty-three characters, at least' } },
    });
    const { finish, beginSignIn } = world.accounts.providers;
    const answer = await returned(world);
    expect(await codeOf(finish({ ...answer, provider: 'other' }))).toBe('provider_failed');
    const elsewhere = await comeBack(await beginSignIn({ provider: 'other' }), 'ada');
    const mine = await returned(world);
    const mixed = new URLSearchParams(elsewhere.query);
    mixed.set('state', mine.query.get('state') ?? '');
    expect(await codeOf(finish({ ...mine, query: mixed }))).toBe('provider_failed');
    expect(await codeOf(finish({ ...answer, provider: 'unknown' }))).toBe('not_found');
    await noSession(world);
  });
});

describe('an ID token', () => {
  const time = Math.floor(Date.now() / 1000);
  const forged: readonly { readonly what: string; readonly change: (claims: Claims) => Claims }[] = [
    { what: 'for another audience (10.5.4)', change: (claims) => ({ ...claims, aud: 'another' }) },
    { what: 'for several, and another party', change: (claims) => ({ ...claims, aud: ['gemel', 'another'], azp: 'another' }) },
    { what: 'of another issuer (10.5.3)', change: (claims) => ({ ...claims, iss: 'https://other.example' }) },
    { what: 'that has expired', change: (claims) => ({ ...claims, iat: time - 900, exp: time - 600 }) },
    { what: 'without an end', change: ({ exp: _, ...claims }) => claims },
    { what: 'with another nonce (10.5.1)', change: (claims) => ({ ...claims, nonce: 'another' }) },
    { what: 'without a nonce', change: ({ nonce: _, ...claims }) => claims },
    { what: 'without a subject', change: ({ sub: _, ...claims }) => claims },
    { what: 'with an empty subject', change: (claims) => ({ ...claims, sub: '' }) },
    { what: 'with a subject that is no text', change: (claims) => ({ ...claims, sub: 7 }) },
  ];
  it.each(forged)('is refused $what, though the provider signed it (6.8.2)', async ({ change }) => {
    const world = await aProviderWorld();
    world.idp.rewriteIdToken = changed(world.idp, change);
    expect(await codeOf(arrive(world, 'ada'))).toBe('provider_failed');
    await noSession(world);
  });

  it('is refused unsigned, signed by another key under the same name, or by one that nobody published (6.8.2, J01)', async () => {
    const world = await aProviderWorld();
    const key = { ...world.idp.signingKey, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) };
    const same = (claims: Claims): Claims => claims;
    const forgeries = [
      unsigned,
      changed(world.idp, same, { key }),
      changed(world.idp, same, { header: { kid: 'another' } }),
      (token: string) => `${token.slice(0, -8)}AAAAAAAA`,
      (token: string) => token.split('.').slice(0, 2).join('.'),
    ];
    for (const forge of forgeries) {
      world.idp.rewriteIdToken = forge;
      expect(await codeOf(arrive(world, 'ada'))).toBe('provider_failed');
    }
    world.idp.rewriteIdToken = (token) =>
      sign(world.idp, JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Claims);
    expect((await arrive(world, 'ada')).status).toBe('signed_in');
  });
});

describe('a provider that is out of order', () => {
  const faults: readonly { readonly what: string; readonly answer: RequestListener }[] = [
    { what: 'hangs up', answer: (request) => void request.socket.destroy() },
    { what: 'answers with a fault of its own', answer: (_, response) => void response.writeHead(503).end() },
    { what: 'leads elsewhere', answer: (_, response) => void response.writeHead(302, { location: 'https://other.example/' }).end() },
    {
      what: 'says nothing that can be read',
      answer: (_, response) => void response.setHeader('content-type', 'application/json').end('{'),
    },
    {
      what: 'sends without end',
      answer: (_, response) => {
        const chunk = ' '.repeat(65_536);
        const more = (): void => {
          while (response.writable && response.write(chunk));
        };
        response.setHeader('content-type', 'application/json').on('drain', more);
        more();
      },
    },
  ];
  it.each(faults)('lets nobody set out where it $what, and asks it no more than once in five seconds', async ({ answer }) => {
    let asked = 0;
    const issuer = await aServer((request, response) => {
      asked += 1;
      answer(request, response);
    });
    const world = await aProviderWorld({ providers: { broken: { issuer, clientId: 'gemel' } } });
    const { beginSignIn } = world.accounts.providers;
    const begun = await Promise.all([1, 2, 3].map(() => codeOf(beginSignIn({ provider: 'broken' }))));
    expect(new Set(begun)).toEqual(new Set(['provider_unavailable']));
    expect(asked).toBe(1);
    world.clock.seconds += 6;
    expect(await codeOf(beginSignIn({ provider: 'broken' }))).toBe('provider_unavailable');
    expect(asked).toBe(2);
    // Whoever comes by the other one is not concerned.
    expect((await arrive(world, 'ada')).status).toBe('signed_in');
  });

  it('of another name than the one that was configured is not believed', async () => {
    const issuer = await aServer((_, response) => {
      const metadata = { issuer: 'https://other.example', authorization_endpoint: 'https://other.example/auth' };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(metadata));
    });
    const world = await aProviderWorld({ providers: { broken: { issuer, clientId: 'gemel' } } });
    expect(await codeOf(world.accounts.providers.beginSignIn({ provider: 'broken' }))).toBe('provider_unavailable');
  });

  it('is waited for no longer than five seconds', async () => {
    const issuer = await aServer(() => undefined);
    const world = await aProviderWorld({ providers: { broken: { issuer, clientId: 'gemel' } } });
    const begun = performance.now();
    expect(await codeOf(world.accounts.providers.beginSignIn({ provider: 'broken' }))).toBe('provider_unavailable');
    expect(performance.now() - begun).toBeLessThan(8000);
  }, 15_000);

  it('that fails in the middle of a journey is a fault, and no refusal', async () => {
    const world = await aProviderWorld();
    const answer = await returned(world);
    await world.idp.stop();
    expect(await codeOf(world.accounts.providers.finish(answer))).toBe('provider_unavailable');
    // What it said of itself is known: people are led there, and see for themselves.
    expect((await world.accounts.providers.beginSignIn({ provider: 'example' })).url).toContain(world.idp.issuer);
  });
});

it('keeps nothing of a journey where it could be stolen: neither state, nonce, verifier nor the browser’s secret (P9)', async () => {
  const puts: string[] = [];
  const world = await aProviderWorld();
  const put = world.store.challenges.put;
  Object.assign(world.store.challenges, {
    put: (...given: Parameters<typeof put>) => {
      puts.push(JSON.stringify(given));
      return put(...given);
    },
  });
  const { url, secret } = await world.accounts.providers.beginSignIn({ provider: 'example' });
  expect(puts).toHaveLength(1);
  const { searchParams } = new URL(url);
  for (const text of [secret, searchParams.get('state') ?? '', searchParams.get('nonce') ?? '']) expect(puts[0]).not.toContain(text);
});
