/** Passkeys of one's own: what they are, how they are named and removed, and where they belong. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, password, signIn } from '../a-world.ts';
import { codeOf, present } from '../support.ts';
import { addPasskey, aPasskeyWorld, type PasskeyWorld, refusal, show, signInByPasskey } from './a-passkey-world.ts';

const worlds: PasskeyWorld[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
async function world(given: Parameters<typeof aPasskeyWorld>[0] = {}): Promise<PasskeyWorld> {
  const made = await aPasskeyWorld(given);
  worlds.push(made);
  return made;
}

describe('a passkey', () => {
  it.each(['ES256', 'EdDSA', 'RS256'] as const)('of %s signs its owner in alone, with two factors', async (algorithm) => {
    const { accounts, asking, ...rest } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking, { algorithm });
    const client = { userAgent: 'a browser' };
    const result = await accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator), client });
    expect(result.principal).toMatchObject({ subject: asking.subject, authentication: { amr: ['pop', 'user', 'mfa'], acr: 'aal2' } });
    expect(result.session.client).toMatchObject(client);
    expect(result.sessionToken).toBeDefined();
    const tokens = await accounts.passkeys.signIn({ credential: JSON.stringify(await show({ accounts }, authenticator)), mode: 'token' });
    expect(tokens.sessionToken).toBeUndefined();
    expect((await rest.gemel.verifyAccessToken(present(tokens.tokens).accessToken)).acr).toBe('aal2');
  });

  it('is asked for with user verification and to be discoverable, without attestation, and is told nothing about its owner but the address', async () => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const { options, expiresIn } = await accounts.passkeys.beginStepUp(asking);
    expect(options).toMatchObject({ userVerification: 'required', rpId: 'app.example', allowCredentials: [{ type: 'public-key' }] });
    expect(expiresIn).toBe(300);
    const again = await signInByPasskey({ accounts }, authenticator);
    const { options: creation } = await accounts.passkeys.beginRegistration(again);
    expect(creation).toEqual({
      rp: { id: 'app.example', name: 'app.example' },
      user: { id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/), name: adasEmail, displayName: adasEmail },
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      timeout: 300_000,
      excludeCredentials: [{ id: expect.any(String), type: 'public-key', transports: ['internal', 'hybrid'] }],
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
    });
    const handle = Buffer.from(creation.user.id, 'base64url').toString('latin1');
    expect(handle).not.toContain('ada');
    expect(handle).not.toContain(asking.subject);
  });

  it('may be one of several; each has its name, and is listed without what it is checked by', async () => {
    const { accounts, asking, clock } = await world();
    const keptBy = 'fbfc3007-154e-4ecc-8c0b-6e020557d7bd';
    const { authenticator, passkey } = await addPasskey({ accounts }, asking, {
      name: ' Blue\u202e\n key ',
      aaguid: keptBy,
      isSyncable: true,
    });
    expect(passkey).toMatchObject({ name: 'Blue key', keptBy: 'iCloud Keychain', isSynced: true, lastUsedAt: null });
    clock.seconds += 1;
    const second = await addPasskey({ accounts }, await signInByPasskey({ accounts }, authenticator));
    const listed = await accounts.passkeys.list(asking.subject);
    expect(listed.map(({ id }) => id)).toEqual([passkey.id, second.passkey.id]);
    expect(listed[0]).toEqual({ ...passkey, lastUsedAt: clock.seconds });
    expect(listed[1]).toEqual({
      id: second.passkey.id,
      name: '',
      keptBy: undefined,
      isSynced: false,
      createdAt: clock.seconds,
      lastUsedAt: null,
    });
    expect((await signInByPasskey({ accounts }, second.authenticator)).subject).toBe(asking.subject);
    expect(await accounts.passkeys.rename(asking, passkey.id, 'Red key')).toBe(true);
    expect((await accounts.passkeys.list(asking.subject))[0]?.name).toBe('Red key');
  });

  it('makes its owner hear of it, when it comes and when it goes (6.3.7)', async () => {
    const { accounts, asking, mailbox } = await world();
    const { authenticator, passkey } = await addPasskey({ accounts }, asking, { name: 'Blue key' });
    const text = expect.stringContaining('a passkey called “Blue key”');
    expect(await mailbox.deliver()).toMatchObject([{ kind: 'factor-added', to: adasEmail, text }]);
    expect(await accounts.passkeys.remove(await signInByPasskey({ accounts }, authenticator), passkey.id)).toBe(true);
    expect(await mailbox.deliver()).toMatchObject([{ kind: 'factor-removed', to: adasEmail, text }]);
  });

  it('opens nothing once it is removed; what it opened stays (6.5.6)', async () => {
    const { accounts, asking } = await world();
    const { authenticator, passkey } = await addPasskey({ accounts }, asking);
    const session = await signInByPasskey({ accounts }, authenticator);
    const shown = await show({ accounts }, authenticator);
    expect(await accounts.passkeys.remove(session, passkey.id)).toBe(true);
    expect(await refusal(accounts.passkeys.signIn({ credential: shown }))).toEqual(['passkey_failed', 'there is no such passkey']);
    expect(await accounts.passkeys.list(asking.subject)).toEqual([]);
    expect(await accounts.passkeys.remove(session, passkey.id)).toBe(false);
  });

  it('stops at fifty', async () => {
    const { accounts, asking, store } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const [first] = await store.authenticators.listByAccount(asking.subject);
    for (let one = 1; one < 50; one++) {
      await store.authenticators.insert({ ...present(first), id: `passkey-${one}`, lookup: `credential-${one}` });
    }
    const session = await signInByPasskey({ accounts }, authenticator);
    expect(await codeOf(accounts.passkeys.beginRegistration(session))).toBe('passkey_limit_reached');
  });
});

describe('removing and renaming', () => {
  it('concern nothing but what is the own (S23, S30)', async () => {
    const { accounts, asking, signUp } = await world();
    const { authenticator, passkey } = await addPasskey({ accounts }, asking, { name: 'hers' });
    const grace = await signUp('grace@example.com');
    const { session } = await signIn(accounts, { email: 'grace@example.com', password });
    expect(await accounts.passkeys.rename({ subject: grace.subject, sid: session.sid }, passkey.id, 'stolen')).toBe(false);
    expect(await accounts.passkeys.remove({ subject: grace.subject, sid: session.sid }, passkey.id)).toBe(false);
    expect(await accounts.passkeys.list(asking.subject)).toMatchObject([{ name: 'hers' }]);
    const session2 = await signInByPasskey({ accounts }, authenticator);
    expect(await codeOf(accounts.passkeys.remove({ subject: grace.subject, sid: session2.sid }, passkey.id))).toBe('session_unknown');
  });

  it('want the second factor that the account has (7.5.1)', async () => {
    const { accounts, asking } = await world();
    const { passkey } = await addPasskey({ accounts }, asking);
    expect(await codeOf(accounts.passkeys.remove(asking, passkey.id))).toBe('authentication_too_weak');
  });

  it('never leave an account without a way in, however many go at once', async () => {
    const { accounts, asking, store } = await world();
    const first = await addPasskey({ accounts }, asking);
    const session = await signInByPasskey({ accounts }, first.authenticator);
    const second = await addPasskey({ accounts }, session);
    const again = await signInByPasskey({ accounts }, second.authenticator);
    const record = present(await store.findById(asking.subject));
    await store.replace({ ...record, passwordHash: null });
    await Promise.all([first, second].map(({ passkey }) => codeOf(accounts.passkeys.remove(again, passkey.id))));
    const left = await accounts.passkeys.list(asking.subject);
    expect(left.length).toBeGreaterThan(0);
    for (const { id } of left.slice(1)) await accounts.passkeys.remove(again, id);
    expect(await codeOf(accounts.passkeys.remove(again, present(left[0]).id))).toBe('last_way_in');
    expect(await accounts.passkeys.list(asking.subject)).toHaveLength(1);
  });

  it('cut a name that is too long, and refuse one that is no text', async () => {
    const { accounts, asking } = await world();
    const { passkey } = await addPasskey({ accounts }, asking);
    await accounts.passkeys.rename(asking, passkey.id, `${'🔑'.repeat(59)} b and more`);
    expect((await accounts.passkeys.list(asking.subject))[0]?.name).toBe('🔑'.repeat(59));
    const notText: unknown = { toString: 'x' };
    expect(await codeOf(accounts.passkeys.rename(asking, passkey.id, notText as string))).toBe('request_malformed');
  });
});

describe('the site of passkeys', () => {
  it('may be a domain above the issuer, with pages and apps of other origins', async () => {
    const android = `android:apk-key-hash:${'A'.repeat(43)}`;
    const { accounts, asking } = await world({
      gemel: { issuer: 'https://login.app.example' },
      passkeys: { rpId: 'app.example', origins: ['https://spa.app.example', android], service: 'Orders' },
    });
    const { options } = await accounts.passkeys.beginRegistration(asking);
    expect(options.rp).toEqual({ id: 'app.example', name: 'Orders' });
    const { authenticator } = await addPasskey({ accounts }, asking, { origin: 'https://spa.app.example' });
    expect((await signInByPasskey({ accounts }, authenticator)).subject).toBe(asking.subject);
    expect(await codeOf(accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator, { origin: android }) }), 'in')).toBe(
      'in',
    );
    const elsewhere = await show({ accounts }, authenticator, { origin: 'https://login.app.example' });
    expect(await codeOf(accounts.passkeys.signIn({ credential: elsewhere }))).toBe('passkey_failed');
  });

  it('is none where the issuer is an IP address', async () => {
    expect((await world()).accounts.passkeys.isAvailable).toBe(true);
    expect((await world({ gemel: { issuer: 'http://127.0.0.1:4000' } })).accounts.passkeys.isAvailable).toBe(false);
    expect((await world({ gemel: { issuer: 'http://[::1]:4000' } })).accounts.passkeys.isAvailable).toBe(false);
    expect((await world({ gemel: { issuer: 'http://localhost:4000' } })).accounts.passkeys.isAvailable).toBe(true);
  });
});
