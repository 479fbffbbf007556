/** Signing in by a provider, and linking an account with it, against a real one on this machine. ASVS 6.8.1 to 6.8.4, 10.5.1 to 10.5.4 */
import { oidcWalker } from '@gemel/testbed';
import { describe, expect, it } from 'vitest';
import type { WorldOptions } from '../a-world.ts';
import { adasEmail, otherPassword, password, signIn } from '../a-world.ts';
import { fromBase32 } from '../second-factor/an-owner.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { codeOf, present } from '../support.ts';
import {
  aClient,
  aProviderWorld,
  anOidcProvider,
  arrive,
  arriveSignedIn,
  clientSecret,
  comeBack,
  linkWith,
  signInOf,
  type ProviderWorld,
} from './a-provider-world.ts';

/** Ada's session of her password, and her address confirmed. */
async function adasSession(world: ProviderWorld): Promise<{ readonly subject: string; readonly sid: string }> {
  await world.signUp();
  const account = present(await world.store.findByEmail(adasEmail));
  await world.store.replace({ ...account, emailVerifiedAt: world.clock.seconds });
  const { session } = await signIn(world.accounts, { email: adasEmail, password });
  await world.mailbox.deliver();
  return { subject: session.subject, sid: session.sid };
}

const kindsOf = async ({ mailbox }: ProviderWorld): Promise<readonly string[]> => (await mailbox.deliver()).map(({ kind }) => kind);

describe('whoever comes from a provider', () => {
  it('gets an account of its own, once, and comes back into it', async () => {
    const world = await aProviderWorld();
    const first = await arriveSignedIn(world, 'ada');
    const again = await arriveSignedIn(world, 'ada');
    expect(again.session.subject).toBe(first.session.subject);
    expect(again.session.sid).not.toBe(first.session.sid);
    expect(await world.accounts.findByEmail(adasEmail)).toMatchObject({ isEmailVerified: true, hasPassword: false });
    expect(await world.accounts.providers.linked(first.session.subject)).toMatchObject([
      { provider: 'example', label: 'Example ID', lastUsedAt: expect.any(Number) as number },
    ]);
    expect(await kindsOf(world)).toEqual([]);
  });

  it('is told by its issuer and subject, whatever its address becomes (6.8.1, 10.3.3, 10.5.2)', async () => {
    const world = await aProviderWorld();
    const ada = await arriveSignedIn(world, 'ada');
    const grace = await arriveSignedIn(world, 'grace');
    world.idp.people.set('ada', { email: 'grace@example.com', email_verified: true });
    world.idp.people.set('grace', { email: adasEmail, email_verified: true });
    expect((await arriveSignedIn(world, 'ada')).session.subject).toBe(ada.session.subject);
    expect((await arriveSignedIn(world, 'grace')).session.subject).toBe(grace.session.subject);
  });

  it('is somebody else at another provider, though both call it by the same name (6.8.1)', async () => {
    const other = await anOidcProvider({
      clients: [aClient({ redirect_uris: ['https://app.example/sign-in/with/other/callback'] })],
      people: { ada: { email: 'another@example.com', email_verified: true } },
    });
    const world = await aProviderWorld({
      providers: { other: { issuer: other.issuer, clientId: 'gemel', clientSecret, trustsEmail: true } },
    });
    const ada = await arriveSignedIn(world, 'ada');
    const journey = await world.accounts.providers.beginSignIn({ provider: 'other' });
    const result = signInOf(await world.accounts.providers.finish({ ...(await comeBack(journey, 'ada')), provider: 'other' }));
    if (result.status !== 'signed_in') throw new Error('a second factor is needed');
    expect(result.session.subject).not.toBe(ada.session.subject);
  });

  const strangers: readonly { readonly who: string; readonly person: string; readonly options?: object; readonly hasAccount?: true }[] = [
    { who: 'with an address that the provider has not verified', person: 'eve' },
    { who: 'with an unverified address that has an account here', person: 'eve', hasAccount: true },
    { who: 'with no address', person: 'nobody' },
    { who: 'of a provider whose word about addresses does not count', person: 'ada', options: { trustsEmail: false } },
    { who: 'of such a provider, with an address that has an account', person: 'ada', options: { trustsEmail: false }, hasAccount: true },
  ];
  it.each(strangers)('gets in nowhere $who, and learns nothing of addresses (S25, 6.3.8)', async ({ person, options = {}, hasAccount }) => {
    const world = await aProviderWorld({ provider: options });
    if (hasAccount) await adasSession(world);
    expect(await codeOf(arrive(world, person))).toBe('provider_not_linked');
    expect(await world.accounts.findByEmail(adasEmail)).toEqual(hasAccount ? expect.objectContaining({ hasPassword: true }) : undefined);
    expect(await kindsOf(world)).toEqual([]);
  });

  it('comes into the account of an address that it has shown to hold, and its owner hears of it', async () => {
    const world = await aProviderWorld();
    const { subject } = await adasSession(world);
    const { session } = await arriveSignedIn(world, 'ada');
    expect(session.subject).toBe(subject);
    expect(await kindsOf(world)).toEqual(['provider-linked']);
    expect((await signIn(world.accounts, { email: adasEmail, password })).session.subject).toBe(subject);
  });

  it('finds nothing left of whoever made the account before without holding the address: no password, factor, link or session (S25)', async () => {
    const world = await aProviderWorld({ tellsInIdToken: true });
    await world.signUp();
    const { session: planted } = await signIn(world.accounts, { email: adasEmail, password });
    const asking = { subject: planted.subject, sid: planted.sid };
    await linkWith(world, asking, 'grace');
    const { enrolment, secret } = await world.accounts.totp.begin(asking);
    await world.accounts.totp.confirm(asking, enrolment, totpCode(fromBase32(secret), Math.floor(world.clock.seconds / 30)));

    const { session } = await arriveSignedIn(world, 'ada');
    expect(session.subject).toBe(planted.subject);
    expect((await world.gemel.listSessions(session.subject)).map(({ sid }) => sid)).toEqual([session.sid]);
    expect(await codeOf(world.accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    const authenticators = await world.store.authenticators.listByAccount(session.subject);
    expect(authenticators.map(({ kind, name }) => [kind, name])).toEqual([['provider', adasEmail]]);
    expect((await arriveSignedIn(world, 'grace')).session.subject).not.toBe(session.subject);
  });

  it('finds nothing either of what was being set up in a session that ended only then (S25)', async () => {
    const planting: (() => Promise<unknown>)[] = [];
    const world = await aProviderWorld({ before: async (name) => void (name === 'gemel.revokeSubject' && (await planting.pop()?.())) });
    await world.signUp();
    const { session } = await signIn(world.accounts, { email: adasEmail, password });
    const head = { id: 'planted', account: session.subject, kind: 'passkey', lookup: 'planted', name: '' } as const;
    planting.push(() => world.store.authenticators.insert({ ...head, data: {}, createdAt: 1, lastUsedAt: null, version: 1 }));
    await arriveSignedIn(world, 'ada');
    expect(planting).toEqual([]);
    expect((await world.store.authenticators.listByAccount(session.subject)).map(({ kind }) => kind)).toEqual(['provider']);
  });

  it('stays outside where the account is closed', async () => {
    const world = await aProviderWorld();
    const { session } = await arriveSignedIn(world, 'ada');
    await world.accounts.setDisabled(session.subject, true);
    expect(await codeOf(arrive(world, 'ada'))).toBe('provider_failed');
    const other = await aProviderWorld();
    await other.accounts.setDisabled((await adasSession(other)).subject, true);
    expect(await codeOf(arrive(other, 'ada'))).toBe('provider_failed');
    expect(await other.accounts.providers.linked(present(await other.accounts.findByEmail(adasEmail)).subject)).toEqual([]);
  });
});

describe('the authentication event of a provider', () => {
  it('is one factor of another’s word, as old as the provider says (6.8.4)', async () => {
    const world = await aProviderWorld({ provider: { maxAge: 3600 } });
    const browser = oidcWalker();
    const { session } = await arriveSignedIn(world, 'ada', { browser });
    expect(session.authentication).toMatchObject({ amr: ['fed'], acr: 'aal1' });
    expect(Math.abs(session.authentication.time - world.clock.seconds)).toBeLessThan(60);
    world.clock.seconds += 2;
    const later = await arriveSignedIn(world, 'ada', { browser });
    expect(later.session.authentication.time).toBe(session.authentication.time);
  });

  it('is never a recent one where the provider does not say', async () => {
    const world = await aProviderWorld();
    const { session } = await arriveSignedIn(world, 'ada');
    expect(session.authentication.time).toBe(0);
    const asking = { subject: session.subject, sid: session.sid };
    expect(await codeOf(world.accounts.providers.beginLink(asking, { provider: 'example' }))).toBe('authentication_too_old');
    // Asked to authenticate anew, it has to say when.
    world.idp.rewriteIdToken = await signedAnew(world, ({ auth_time: _, ...claims }) => claims);
    expect(await codeOf(arrive(world, 'ada', { isAgain: true }))).toBe('provider_failed');
  });

  it('is a new one where the person has to authenticate again (7.5.1)', async () => {
    const world = await aProviderWorld();
    const browser = oidcWalker();
    const { url } = await world.accounts.providers.beginSignIn({ provider: 'example', isAgain: true });
    expect(new URL(url).searchParams.get('max_age')).toBe('0');
    expect(new URL(url).searchParams.get('prompt')).toBe('login');
    await arriveSignedIn(world, 'ada', { browser });
    const again = await arriveSignedIn(world, 'ada', { browser, isAgain: true });
    expect(await world.accounts.providers.beginLink(again.session, { provider: 'example' })).toMatchObject({ label: 'Example ID' });
  });

  const policies: readonly { readonly what: string; readonly options: WorldOptions }[] = [
    { what: 'its owner has set one up', options: {} },
    { what: 'the policy asks everybody', options: { secondFactor: { required: 'always' } } },
  ];
  it.each(policies)('is half a sign-in where a second factor is asked for: $what (6.3.3, S07)', async ({ options }) => {
    const world = await aProviderWorld(options);
    const { subject, sid } = options.secondFactor === undefined ? await adasSession(world) : { subject: '', sid: '' };
    let secret = '';
    if (sid !== '') {
      const begun = await world.accounts.totp.begin({ subject, sid });
      secret = begun.secret;
      await world.accounts.totp.confirm(
        { subject, sid },
        begun.enrolment,
        totpCode(fromBase32(secret), Math.floor(world.clock.seconds / 30)),
      );
    }
    const half = await arrive(world, 'ada');
    expect(half).toMatchObject({ status: 'second_factor_needed', factors: sid === '' ? [] : ['totp'] });
    if (half.status !== 'second_factor_needed' || sid === '') return;
    const totp = totpCode(fromBase32(secret), Math.floor(world.clock.seconds / 30) + 1);
    const { session } = await world.accounts.secondFactor.confirm({ pending: half.pending, totp });
    expect(session.authentication).toMatchObject({ amr: ['fed', 'otp', 'mfa'], acr: 'aal2' });
  });
});

describe('linking', () => {
  it('takes a session that was authenticated a moment ago, and tells the owner; then both ways lead in', async () => {
    const world = await aProviderWorld({ provider: { trustsEmail: false } });
    const asking = await adasSession(world);
    expect(await linkWith(world, asking, 'grace')).toMatchObject({ kind: 'link', linked: { provider: 'example', label: 'Example ID' } });
    expect(await kindsOf(world)).toEqual(['provider-linked']);
    expect((await arriveSignedIn(world, 'grace')).session.subject).toBe(asking.subject);
    world.clock.seconds += 301;
    expect(await codeOf(world.accounts.providers.beginLink(asking, { provider: 'example' }))).toBe('authentication_too_old');
  });

  it('is the beginning session’s alone: no other session ends it, nor none (S24)', async () => {
    const world = await aProviderWorld();
    const asking = await adasSession(world);
    const { session: other } = await signIn(world.accounts, { email: adasEmail, password });
    const journey = await world.accounts.providers.beginLink(asking, { provider: 'example' });
    const returned = await comeBack(journey, 'grace');
    const { finish, linked } = world.accounts.providers;
    expect(await codeOf(finish(returned))).toBe('provider_failed');
    expect(await codeOf(finish({ ...returned, asking: { subject: other.subject, sid: other.sid } }))).toBe('provider_failed');
    expect(await linked(asking.subject)).toEqual([]);
    expect((await finish({ ...returned, asking })).kind).toBe('link');
  });

  it('comes to nothing once the account has changed, or the session has ended', async () => {
    const world = await aProviderWorld();
    const asking = await adasSession(world);
    const { providers } = world.accounts;
    const changed = await comeBack(await providers.beginLink(asking, { provider: 'example' }), 'grace');
    await world.accounts.changePassword({ ...asking, currentPassword: password, newPassword: otherPassword });
    expect(await codeOf(providers.finish({ ...changed, asking }))).toBe('provider_failed');
    const ended = await comeBack(await providers.beginLink(asking, { provider: 'example' }), 'grace');
    await world.gemel.revokeSession(asking.sid);
    expect(await codeOf(providers.finish({ ...ended, asking }))).toBe('session_unknown');
    expect(await providers.linked(asking.subject)).toEqual([]);
  });

  it('does not take an identity from another account', async () => {
    const world = await aProviderWorld();
    const grace = await arriveSignedIn(world, 'grace');
    const asking = await adasSession(world);
    expect(await codeOf(linkWith(world, asking, 'grace'))).toBe('provider_taken');
    expect((await arriveSignedIn(world, 'grace')).session.subject).toBe(grace.session.subject);
  });

  it('ends by its owner, recently authenticated, as long as another way in is left', async () => {
    const world = await aProviderWorld();
    const asking = await adasSession(world);
    await linkWith(world, asking, 'grace');
    await kindsOf(world);
    const { providers } = world.accounts;
    const [link] = await providers.linked(asking.subject);
    const id = present(link).id;
    const ada = await arriveSignedIn(world, 'ada', { isAgain: true });
    expect(await providers.unlink({ subject: 'another', sid: ada.session.sid }, id).catch(() => 'refused')).toBe('refused');
    expect(await providers.unlink(ada.session, id)).toBe(true);
    expect(await providers.unlink(ada.session, id)).toBe(false);
    expect((await kindsOf(world)).at(-1)).toBe('provider-unlinked');
    const newcomer = await arriveSignedIn(world, 'grace', { isAgain: true });
    expect(newcomer.session.subject).not.toBe(asking.subject);
    const [only] = await providers.linked(newcomer.session.subject);
    expect(await codeOf(providers.unlink(newcomer.session, present(only).id))).toBe('last_way_in');
  });

  it('leaves one of two links, however both are removed at once', async () => {
    const world = await aProviderWorld();
    world.idp.people.set('ada-too', {});
    const { session } = await arriveSignedIn(world, 'ada', { isAgain: true });
    await linkWith(world, session, 'ada-too');
    const links = await world.accounts.providers.linked(session.subject);
    const answers = await Promise.all(links.map(({ id }) => codeOf(world.accounts.providers.unlink(session, id), 'gone')));
    expect(answers).toContain('last_way_in');
    expect(await world.accounts.providers.linked(session.subject)).not.toEqual([]);
  });
});

describe('the number of links', () => {
  it('of one account is bounded, by a link as by an address that was shown, however many come at once', async () => {
    const people = Array.from({ length: 4 }, (_, index) => `ada-${index}`);
    const world = await aProviderWorld({ linking: { mostPerAccount: 2 }, tellsInIdToken: true });
    for (const person of people) world.idp.people.set(person, { email: adasEmail, email_verified: true });
    const asking = await adasSession(world);
    await linkWith(world, asking, 'grace');
    // Each brings the address of the account, which is Ada's.
    const answers = await Promise.all(people.map((person) => codeOf(arrive(world, person), 'in')));
    expect(answers.filter((answer) => answer === 'in').length).toBeLessThanOrEqual(1);
    expect((await world.accounts.providers.linked(asking.subject)).length).toBeLessThanOrEqual(2);
    await codeOf(arrive(world, 'ada'));
    expect(await world.accounts.providers.linked(asking.subject)).toHaveLength(2);
    expect(await codeOf(arrive(world, 'ada-9'))).not.toBe('nothing was thrown');
    expect(await codeOf(world.accounts.providers.beginLink(asking, { provider: 'example' }))).toBe('provider_limit_reached');
  });

  it('is judged again at the end of the journey: what was linked meanwhile counts', async () => {
    const world = await aProviderWorld({ linking: { mostPerAccount: 1 } });
    const asking = await adasSession(world);
    const returned = await comeBack(await world.accounts.providers.beginLink(asking, { provider: 'example' }), 'grace');
    const [former] = [
      { id: 'former', account: asking.subject, kind: 'provider', lookup: 'former', name: '', data: { provider: 'example' } } as const,
    ];
    await world.store.authenticators.insert({ ...former, createdAt: world.clock.seconds, lastUsedAt: null, version: 1 });
    expect(await codeOf(world.accounts.providers.finish({ ...returned, asking }))).toBe('provider_limit_reached');
    expect((await world.accounts.providers.linked(asking.subject)).map(({ id }) => id)).toEqual(['former']);
    expect(await kindsOf(world)).toEqual([]);
  });
});

describe('a provider that asks for less', () => {
  it('is a public client’s, with PKCE alone', async () => {
    const client = { token_endpoint_auth_method: 'none', client_secret: undefined };
    const world = await aProviderWorld({ client, provider: { clientSecret: undefined } as object });
    expect((await arriveSignedIn(world, 'ada')).status).toBe('signed_in');
  });

  it('takes the secret as it says it does', async () => {
    const world = await aProviderWorld({ client: { token_endpoint_auth_method: 'client_secret_basic' } });
    expect((await arriveSignedIn(world, 'ada')).status).toBe('signed_in');
  });

  it('keeps what the journey was for until its end, and hands it back', async () => {
    const world = await aProviderWorld();
    const journey = await world.accounts.providers.beginSignIn({ provider: 'example', next: '/orders?of=today', mode: 'token' });
    const arrival = await world.accounts.providers.finish(await comeBack(journey, 'ada'));
    expect(arrival.next).toBe('/orders?of=today');
    expect(signInOf(arrival)).toMatchObject({ status: 'signed_in', tokens: { refreshToken: expect.any(String) as string } });
  });
});

/** Returns what signs an ID token anew with the provider's own key, after its claims were changed. */
async function signedAnew(
  { idp }: ProviderWorld,
  change: (claims: Record<string, unknown>) => Record<string, unknown>,
): Promise<(token: string) => Promise<string>> {
  const { CompactSign, decodeJwt, importJWK } = await import('jose');
  const { kid, alg } = idp.signingKey;
  const key = await importJWK(idp.signingKey);
  return (token) =>
    new CompactSign(new TextEncoder().encode(JSON.stringify(change({ ...decodeJwt(token) })))).setProtectedHeader({ alg, kid }).sign(key);
}
