/** `/auth/providers` as any client meets it: the owner's links, and their end. */
import { endpointPaths } from '@gemel/protocol';
import { describe, expect, it } from 'vitest';
import { createAccountEndpoints } from '../../src/index.ts';
import { adasEmail, aWorld, cookieName, issuer, password, signIn } from '../a-world.ts';
import { present } from '../support.ts';
import { aProviderWorld, linkWith, type ProviderWorld } from './a-provider-world.ts';

type Headers = Readonly<Record<string, string>>;
const ownPage: Headers = { 'sec-fetch-site': 'same-origin', origin: issuer };

interface Linked {
  readonly world: ProviderWorld;
  readonly cookie: Headers;
  readonly bearer: Headers;
  readonly id: string;
  call(method: string, path: string, headers?: Headers): Promise<{ readonly status: number; readonly body: unknown }>;
}

/** Ada, who has signed in by her password and linked her account with Grace's over there. */
async function linked(): Promise<Linked> {
  const world = await aProviderWorld({ provider: { trustsEmail: false } });
  await world.signUp();
  const { session, sessionToken, principal } = await signIn(world.accounts, { email: adasEmail, password });
  const asking = { subject: session.subject, sid: session.sid };
  await linkWith(world, asking, 'grace');
  const endpoints = createAccountEndpoints(world.accounts, world.gemel);
  const { accessToken } = await world.gemel.issueAccessToken(principal);
  return {
    world,
    id: present((await world.accounts.providers.linked(session.subject))[0]).id,
    cookie: { ...ownPage, cookie: `${cookieName}=${sessionToken}` },
    bearer: { authorization: `Bearer ${accessToken}` },
    call: async (method, path, headers = {}) => {
      const answer = present(await endpoints.handle(new Request(`${issuer}${path}`, { method, headers })));
      const text = await answer.text();
      return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
    },
  };
}

const codeIn = ({ body }: { readonly body: unknown }): unknown => Reflect.get(Object(body), 'code');

describe('GET /auth/providers', () => {
  it('lists the links of whoever asks, by either credential, and nothing that the provider calls anybody', async () => {
    const { call, cookie, bearer, id } = await linked();
    for (const headers of [cookie, bearer]) {
      const { status, body } = await call('GET', endpointPaths.providers, headers);
      expect(status).toBe(200);
      expect(body).toEqual({
        providers: [
          { id, provider: 'example', label: 'Example ID', shownAs: '', createdAt: expect.any(Number) as number, lastUsedAt: null },
        ],
      });
    }
    expect(codeIn(await call('GET', endpointPaths.providers))).toBe('authentication_required');
  });

  it('is not there where no provider is configured', async () => {
    const world = await aWorld();
    const endpoints = createAccountEndpoints(world.accounts, world.gemel);
    expect(await endpoints.handle(new Request(`${issuer}${endpointPaths.providers}`))).toBeUndefined();
    await world.stop();
  });
});

describe('DELETE /auth/providers/{id}', () => {
  it('removes a link, once', async () => {
    const { call, cookie, id, world } = await linked();
    expect((await call('DELETE', `${endpointPaths.providers}/${id}`, cookie)).status).toBe(204);
    expect(codeIn(await call('DELETE', `${endpointPaths.providers}/${id}`, cookie))).toBe('not_found');
    expect((await call('GET', endpointPaths.providers, cookie)).body).toEqual({ providers: [] });
    expect((await world.mailbox.deliver()).map(({ kind }) => kind)).toContain('provider-unlinked');
  });

  it('refuses strangers, other sites (F16), others (S30), and whoever proved nothing lately (7.5.1), and changes nothing', async () => {
    const { call, cookie, bearer, id, world } = await linked();
    const path = `${endpointPaths.providers}/${id}`;
    expect(codeIn(await call('DELETE', path))).toBe('authentication_required');
    expect(codeIn(await call('DELETE', path, { ...cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }))).toBe(
      'cross_site_refused',
    );
    const grace = await world.signUp('grace@example.com');
    const { sessionToken } = await world.gemel.startSession({ subject: grace.subject, authentication: { acr: 'aal2' } });
    expect(codeIn(await call('DELETE', path, { ...ownPage, cookie: `${cookieName}=${sessionToken}` }))).toBe('not_found');
    world.clock.seconds += 301;
    for (const headers of [cookie, bearer]) expect(codeIn(await call('DELETE', path, headers))).toBe('authentication_too_old');
    expect((await call('GET', endpointPaths.providers, cookie)).body).toMatchObject({ providers: [{ id }] });
  });
});
