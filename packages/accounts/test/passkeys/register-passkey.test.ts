/** A passkey that is made: everything that keeps it from being added. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, password, signIn } from '../a-world.ts';
import { codeOf, present } from '../support.ts';
import { addPasskey, aPasskeyWorld, flip, type PasskeyWorld, refusal, signInByPasskey, withResponse } from './a-passkey-world.ts';
import { type CredentialJson, type Deviation, softwareAuthenticator } from './software-authenticator.ts';

const worlds: PasskeyWorld[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
async function world(given: Parameters<typeof aPasskeyWorld>[0] = {}): Promise<PasskeyWorld> {
  const made = await aPasskeyWorld(given);
  worlds.push(made);
  return made;
}

describe('a new passkey', () => {
  it.each<[string, Deviation, RegExp]>([
    ['at another origin', { origin: 'https://evil.example' }, /origin/],
    ['for another domain', { rpId: 'evil.example' }, /RP ID/],
    ['in a frame of another origin', { clientData: { crossOrigin: true } }, /frame/],
    ['without user verification', { isUserVerified: false }, /verif/],
    ['without anybody present', { isUserPresent: false }, /present/],
    ['as if it were being shown', { type: 'webauthn.get' }, /type/],
    ['for a challenge of its own', { challenge: 'A'.repeat(43) }, /challenge/],
  ])('%s is not added', async (_what, deviation, reason) => {
    const { accounts, asking, mailbox } = await world();
    const { options } = await accounts.passkeys.beginRegistration(asking);
    const credential = softwareAuthenticator().create(options, deviation);
    expect(await refusal(accounts.passkeys.confirmRegistration(asking, { credential }))).toEqual([
      'passkey_not_added',
      expect.stringMatching(reason),
    ]);
    expect(await accounts.passkeys.list(asking.subject)).toEqual([]);
    expect(await mailbox.deliver()).toEqual([]);
  });

  it.each<[string, (credential: CredentialJson) => CredentialJson]>([
    ['under another id than its own', (one) => ({ ...one, id: flip(one.id), rawId: flip(one.id) })],
    ['that is cut off', (one) => withResponse(one, { attestationObject: String(one.response['attestationObject']).slice(0, 120) })],
    ['that is no CBOR', (one) => withResponse(one, { attestationObject: 'AAAA' })],
    ['that is empty', (one) => withResponse(one, { attestationObject: '' })],
  ])('%s is not added', async (_what, tamper) => {
    const { accounts, asking } = await world();
    const { options } = await accounts.passkeys.beginRegistration(asking);
    const credential = tamper(softwareAuthenticator().create(options));
    expect(await codeOf(accounts.passkeys.confirmRegistration(asking, { credential }))).toBe('passkey_not_added');
  });

  it('is added once for a challenge, and for the session that began (S22)', async () => {
    const { accounts, asking } = await world();
    const elsewhere = await signIn(accounts, { email: adasEmail, password });
    const { options } = await accounts.passkeys.beginRegistration(asking);
    const other = { subject: asking.subject, sid: elsewhere.session.sid };
    expect(await codeOf(accounts.passkeys.confirmRegistration(other, { credential: softwareAuthenticator().create(options) }))).toBe(
      'passkey_not_added',
    );
    const again = await accounts.passkeys.beginRegistration(asking);
    await accounts.passkeys.confirmRegistration(asking, { credential: softwareAuthenticator().create(again.options) });
    const credential = softwareAuthenticator().create(again.options);
    // The session was of one factor, and the account has a passkey now.
    expect(await codeOf(accounts.passkeys.confirmRegistration(asking, { credential }))).toBe('authentication_too_weak');
    expect(await accounts.passkeys.list(asking.subject)).toHaveLength(1);
  });

  it('is not added once the password was changed meanwhile (S22)', async () => {
    const { accounts, asking } = await world();
    const { options } = await accounts.passkeys.beginRegistration(asking);
    await accounts.changePassword({ ...asking, currentPassword: password, newPassword: 'seven kites under snow' });
    const credential = softwareAuthenticator().create(options);
    expect(await codeOf(accounts.passkeys.confirmRegistration(asking, { credential }))).toBe('passkey_not_added');
  });

  it("is not added where it is another account's", async () => {
    const { accounts, asking, signUp } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const grace = await signUp('grace@example.com');
    const { session } = await signIn(accounts, { email: 'grace@example.com', password });
    const hers = { subject: grace.subject, sid: session.sid };
    const { options } = await accounts.passkeys.beginRegistration(hers);
    const credential = authenticator.create(options);
    expect(await codeOf(accounts.passkeys.confirmRegistration(hers, { credential }))).toBe('passkey_not_added');
    expect(await accounts.passkeys.list(grace.subject)).toEqual([]);
  });

  it('wants an authentication of the last five minutes, of a session that is its own (7.5.1, S23)', async () => {
    const { accounts, asking, clock, signUp } = await world();
    const grace = await signUp('grace@example.com');
    expect(await codeOf(accounts.passkeys.beginRegistration({ subject: grace.subject, sid: asking.sid }))).toBe('session_unknown');
    const { options } = await accounts.passkeys.beginRegistration(asking);
    clock.seconds += 301;
    expect(await codeOf(accounts.passkeys.beginRegistration(asking))).toBe('authentication_too_old');
    const credential = softwareAuthenticator().create(options);
    expect(await codeOf(accounts.passkeys.confirmRegistration(asking, { credential }))).toBe('authentication_too_old');
  });

  it('makes links that were mailed before it void', async () => {
    const { accounts, asking, store } = await world();
    const before = present(await store.findById(asking.subject)).stamp;
    const { authenticator, passkey } = await addPasskey({ accounts }, asking);
    expect(present(await store.findById(asking.subject)).stamp).toBe(before + 1);
    await accounts.passkeys.remove(await signInByPasskey({ accounts }, authenticator), passkey.id);
    expect(present(await store.findById(asking.subject)).stamp).toBe(before + 2);
  });
});
