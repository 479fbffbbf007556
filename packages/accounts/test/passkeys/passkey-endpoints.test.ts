/** `/auth/passkeys` as any client meets it. */
import { endpointPaths } from '@gemel/protocol';
import type { Endpoints } from 'gemel/endpoints';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAccountEndpoints, type PasskeyCreationOptions, type PasskeyRequestOptions } from '../../src/index.ts';
import { adasEmail, issuer, password } from '../a-world.ts';
import { present } from '../support.ts';
import { addPasskey, aPasskeyWorld, type PasskeyWorld } from './a-passkey-world.ts';
import { softwareAuthenticator, type SoftwareAuthenticator } from './software-authenticator.ts';

let world: PasskeyWorld;
let endpoints: Endpoints;
beforeEach(async () => {
  world = await aPasskeyWorld();
  endpoints = createAccountEndpoints(world.accounts, world.gemel);
});
afterEach(() => world.stop());

type Headers = Readonly<Record<string, string>>;
const ownPage: Headers = { 'sec-fetch-site': 'same-origin', origin: issuer };
const { passkeys, passkeySignIn, stepUp, secondFactor, secondFactorPasskey, signIn } = endpointPaths;

async function call(method: string, path: string, body: unknown, headers: Headers = {}): Promise<Response> {
  const withBody = body === undefined ? {} : { body: JSON.stringify(body) };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return present(await endpoints.handle(new Request(`${issuer}${path}`, { method, headers: { ...type, ...headers }, ...withBody })));
}
const post = (path: string, body: unknown = {}, headers: Headers = ownPage): Promise<Response> => call('POST', path, body, headers);

/** The body as the test expects it; what is missing fails the assertion that uses it. */
async function membersOf<Members>(answer: Response | Promise<Response>): Promise<Members> {
  return (await (await answer).json()) as Members;
}
const code = async (answer: Response | Promise<Response>): Promise<unknown> => {
  const response = await answer;
  return response.ok ? response.status : Reflect.get(Object(await response.json()), 'code');
};
const cookieOf = (answer: Response): Headers => ({
  ...ownPage,
  cookie: present(present(answer.headers.get('set-cookie') ?? undefined).split(';')[0]),
});
const creation = async (answer: Promise<Response>): Promise<PasskeyCreationOptions> =>
  (await membersOf<{ options: PasskeyCreationOptions }>(answer)).options;
const request = async (answer: Promise<Response>): Promise<PasskeyRequestOptions> =>
  (await membersOf<{ options: PasskeyRequestOptions }>(answer)).options;

async function show(authenticator: SoftwareAuthenticator, headers: Headers = ownPage): Promise<string> {
  return JSON.stringify(authenticator.get(await request(post(`${passkeySignIn}/options`, {}, headers))));
}

describe('a passkey over HTTP', () => {
  it('is added, signs in, is renamed and removed', async () => {
    const cookie = cookieOf(await post(signIn, { email: adasEmail, password }));
    const authenticator = softwareAuthenticator();
    const made = authenticator.create(await creation(post(`${passkeys}/options`, {}, cookie)));
    const added = await post(passkeys, { credential: JSON.stringify(made), name: 'Blue key' }, cookie);
    expect(added.status).toBe(200);
    const { id } = await membersOf<{ id: string }>(added.clone());
    expect(await added.json()).toEqual({ id, name: 'Blue key', isSynced: false, createdAt: world.clock.seconds, lastUsedAt: null });

    const signedIn = await post(passkeySignIn, { credential: await show(authenticator) });
    expect(signedIn.status).toBe(200);
    const held = cookieOf(signedIn);
    expect(await signedIn.json()).toMatchObject({
      subject: world.asking.subject,
      authentication: { amr: ['pop', 'user', 'mfa'], acr: 'aal2' },
    });
    expect(await membersOf(call('GET', passkeys, undefined, held))).toMatchObject({ passkeys: [{ id, name: 'Blue key' }] });
    expect(await code(post(`${passkeys}/${id}`, { name: 'Red key' }, held))).toBe(204);
    expect(await membersOf(call('GET', passkeys, undefined, held))).toMatchObject({ passkeys: [{ id, name: 'Red key' }] });
    expect(await code(call('DELETE', `${passkeys}/${id}`, undefined, held))).toBe(204);
    expect(await code(call('DELETE', `${passkeys}/${id}`, undefined, held))).toBe('not_found');
    expect(await code(post(`${passkeys}/${id}`, { name: 'x' }, held))).toBe('not_found');
    expect(await code(post(passkeySignIn, { credential: await show(authenticator) }))).toBe('passkey_failed');
  });

  it('gives tokens to a program, and never to a page', async () => {
    const { authenticator } = await addPasskey(world, world.asking);
    const answer = await post(passkeySignIn, { credential: await show(authenticator, {}), mode: 'token' }, {});
    expect(await answer.json()).toMatchObject({ token_type: 'Bearer', refresh_token: expect.stringMatching(/^grt_/) });
    expect(answer.headers.get('set-cookie')).toBeNull();
    expect(await code(post(passkeySignIn, { credential: await show(authenticator), mode: 'token' }))).toBe('credential_kind_wrong');
  });

  it('gives tokens that are bound to the key of a program that has proven it', async () => {
    const { authenticator } = await addPasskey(world, world.asking);
    const jkt = 'A'.repeat(43);
    const { tokens } = await world.accounts.passkeys.signIn({ credential: await show(authenticator, {}), mode: 'token', jkt });
    expect(tokens?.tokenType).toBe('DPoP');
    const refused = post(passkeySignIn, { credential: await show(authenticator, {}), mode: 'token' }, { dpop: 'no proof' });
    expect(await code(refused)).toBe('grant_proof_invalid');
  });

  it('ends the session that the browser held before (S01, 7.2.4)', async () => {
    const { authenticator } = await addPasskey(world, world.asking);
    const first = await post(passkeySignIn, { credential: await show(authenticator) });
    const held = cookieOf(first);
    const second = await post(passkeySignIn, { credential: await show(authenticator, held) }, held);
    expect(cookieOf(second)['cookie']).not.toBe(held['cookie']);
    const { sid } = await membersOf<{ sid: string }>(first);
    expect((await world.gemel.listSessions(world.asking.subject)).map((session) => session.sid)).not.toContain(sid);
  });

  it('is the second factor of a sign-in', async () => {
    const { authenticator } = await addPasskey(world, world.asking);
    const app = { id: 'app', account: world.asking.subject, kind: 'totp', lookup: world.asking.subject, name: '', data: null } as const;
    await world.store.authenticators.insert({ ...app, createdAt: 0, lastUsedAt: null, version: 1 });
    const { pending } = await membersOf<{ pending: string }>(post(signIn, { email: adasEmail, password }));
    const options = await request(post(`${secondFactor}/options`, { pending }));
    expect(options.allowCredentials).toHaveLength(1);
    const passkey = JSON.stringify(authenticator.get(options));
    expect(await membersOf(post(secondFactor, { pending, passkey }))).toMatchObject({
      authentication: { amr: ['pwd', 'pop', 'user', 'mfa'] },
    });
    expect(await code(post(secondFactor, { pending, passkey }))).toBe('second_factor_failed');
    expect(await code(post(`${secondFactor}/options`, { pending }))).toBe('second_factor_failed');
  });

  it('is added inside half a sign-in that a policy has made one, and never yields tokens to a page', async () => {
    const asked = await aPasskeyWorld({ secondFactor: { required: { roles: ['admin'] } } });
    await asked.accounts.grant(adasEmail, { roles: ['admin'] });
    const own = endpoints;
    endpoints = createAccountEndpoints(asked.accounts, asked.gemel);
    try {
      const { pending } = await membersOf<{ pending: string }>(post(signIn, { email: adasEmail, password, mode: 'token' }, {}));
      const create = async (headers: Headers): Promise<string> =>
        JSON.stringify(softwareAuthenticator().create(await creation(post(`${secondFactorPasskey}/options`, { pending }, headers))));
      expect(await code(post(secondFactorPasskey, { pending, credential: await create(ownPage) }))).toBe('credential_kind_wrong');
      const added = await post(secondFactorPasskey, { pending, credential: await create({}), name: 'Key' }, {});
      expect(await added.json()).toMatchObject({ token_type: 'Bearer' });
      expect((await asked.accounts.passkeys.list(asked.asking.subject)).map(({ name }) => name)).toEqual(['Key']);
      expect(await code(post(`${secondFactorPasskey}/options`, { pending }, {}))).toBe('second_factor_failed');
    } finally {
      endpoints = own;
      await asked.stop();
    }
  });

  it('authenticates a session anew, by a new cookie or by new tokens of the same session', async () => {
    const { authenticator } = await addPasskey(world, world.asking);
    const first = await post(signIn, { email: adasEmail, password });
    const held = cookieOf(first);
    const { sid } = await membersOf<{ sid: string }>(first);
    const shown = JSON.stringify(authenticator.get(await request(post(`${stepUp}/options`, {}, held))));
    const raised = await post(stepUp, { passkey: shown }, held);
    expect(cookieOf(raised)['cookie']).not.toBe(held['cookie']);
    expect(await raised.json()).toMatchObject({ sid, authentication: { acr: 'aal2' } });

    const { access_token } = await membersOf<{ access_token: string }>(post(signIn, { email: adasEmail, password, mode: 'token' }, {}));
    const bearer = { authorization: `Bearer ${access_token}` };
    const again = JSON.stringify(authenticator.get(await request(post(`${stepUp}/options`, {}, bearer))));
    expect(await membersOf(post(stepUp, { passkey: again }, bearer))).toMatchObject({ token_type: 'Bearer' });
  });
});

describe('what begins a sign-in', () => {
  it('answers everybody alike, whoever has a passkey (6.3.8)', async () => {
    const before = await post(`${passkeySignIn}/options`);
    await addPasskey(world, world.asking);
    const after = await post(`${passkeySignIn}/options`);
    const seen = await Promise.all(
      [before, after].map(async (answer) => ({
        status: answer.status,
        headers: [...answer.headers],
        body: (await answer.text()).replace(/"challenge":"[^"]{43}"/, ''),
      })),
    );
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.body).toBe(
      '{"options":{,"rpId":"app.example","timeout":300000,"userVerification":"required","allowCredentials":[]},"expires_in":300}',
    );
  });

  it('takes no address: there is nothing to ask about', async () => {
    expect(await code(post(`${passkeySignIn}/options`, { email: adasEmail }))).toBe('request_malformed');
  });
});

describe('every route', () => {
  const halves = [`${secondFactor}/options`, `${secondFactorPasskey}/options`, secondFactorPasskey];
  const open = [`${passkeySignIn}/options`, passkeySignIn, ...halves];
  const ownersOnly = [`${passkeys}/options`, passkeys, `${stepUp}/options`, stepUp, `${passkeys}/anything`];

  it.each([...open, ...ownersOnly])('%s refuses another site, and what says nothing (F16)', async (path) => {
    const cookie = cookieOf(await post(signIn, { email: adasEmail, password }));
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, {}]) {
      expect(await code(post(path, {}, { ...headers, cookie: cookie['cookie'] ?? '' }))).toBe('cross_site_refused');
    }
  });

  it.each(ownersOnly)('%s wants somebody who is signed in (S23)', async (path) => {
    expect(await code(post(path, {}))).toBe('authentication_required');
    expect(await code(call('GET', passkeys, undefined))).toBe('authentication_required');
  });

  it.each([...open, ...ownersOnly])('%s refuses a member that it does not know (15.3.3)', async (path) => {
    const cookie = cookieOf(await post(signIn, { email: adasEmail, password }));
    expect(await code(post(path, { subject: 'another' }, cookie))).toBe('request_malformed');
  });

  it('refuses a credential that is no text, no JSON, or too long', async () => {
    expect(await code(post(passkeySignIn, { credential: { id: 'x' } }))).toBe('request_malformed');
    expect(await code(post(passkeySignIn, { credential: 'x' }))).toBe('request_malformed');
    expect(await code(post(passkeySignIn, {}))).toBe('request_malformed');
    expect(await code(post(passkeySignIn, { credential: 'x'.repeat(20_000) }))).toBe('request_too_large');
  });

  it('tells nobody why a passkey was refused', async () => {
    const { authenticator } = await addPasskey(world, world.asking);
    const wrong = authenticator.get(await request(post(`${passkeySignIn}/options`)), { origin: 'https://evil.example' });
    const answer = await post(passkeySignIn, { credential: JSON.stringify(wrong) });
    expect(answer.status).toBe(401);
    const text = await answer.text();
    expect(text).not.toMatch(/origin|evil/);
    const stranger = softwareAuthenticator().get(await request(post(`${passkeySignIn}/options`)));
    expect(await (await post(passkeySignIn, { credential: JSON.stringify(stranger) })).text()).toBe(text);
  });
});
