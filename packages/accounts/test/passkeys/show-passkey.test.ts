/** A passkey that is shown to sign in: everything that can be wrong with one. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, issuer } from '../a-world.ts';
import { codeOf, present } from '../support.ts';
import { addPasskey, aPasskeyWorld, flip, type PasskeyWorld, refusal, show, signInByPasskey, withResponse } from './a-passkey-world.ts';
import { type CredentialJson, type Deviation, softwareAuthenticator } from './software-authenticator.ts';

const worlds: PasskeyWorld[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
async function world(given: Parameters<typeof aPasskeyWorld>[0] = {}): Promise<PasskeyWorld> {
  const made = await aPasskeyWorld(given);
  worlds.push(made);
  return made;
}

describe('a passkey that is shown', () => {
  it('with a challenge that has been answered is refused (S22)', async () => {
    const { accounts, asking, gemel } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const credential = await show({ accounts }, authenticator);
    await accounts.passkeys.signIn({ credential });
    const before = (await gemel.listSessions(asking.subject)).length;
    expect(await codeOf(accounts.passkeys.signIn({ credential }))).toBe('passkey_failed');
    expect(await gemel.listSessions(asking.subject)).toHaveLength(before);
  });

  it('uses its challenge up even where it is refused (S22)', async () => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const { options } = await accounts.passkeys.beginSignIn();
    expect(await codeOf(accounts.passkeys.signIn({ credential: authenticator.get(options, { isUserVerified: false }) }))).toBe(
      'passkey_failed',
    );
    expect(await refusal(accounts.passkeys.signIn({ credential: authenticator.get(options) }))).toEqual([
      'passkey_failed',
      'the challenge is not one of ours, was used or has expired',
    ]);
  });

  it('after five minutes is refused', async () => {
    const { accounts, asking, clock } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const credential = await show({ accounts }, authenticator);
    clock.seconds += 300;
    expect(await codeOf(accounts.passkeys.signIn({ credential }))).toBe('passkey_failed');
  });

  it.each<[string, Deviation, RegExp]>([
    ['at another origin', { origin: 'https://app.example.evil.example' }, /origin/],
    ['at a sibling of the origin', { origin: 'https://other.app.example' }, /origin/],
    ['at the origin on another port', { origin: 'https://app.example:8443' }, /origin/],
    ['at the origin without TLS', { origin: 'http://app.example' }, /origin/],
    ['for another domain', { rpId: 'evil.example' }, /RP ID/],
    ['in a frame of another origin', { clientData: { crossOrigin: true } }, /frame/],
    ['in a frame whose top is another origin', { clientData: { crossOrigin: true, topOrigin: 'https://evil.example' } }, /frame/],
    ['with a top origin alone', { clientData: { topOrigin: issuer } }, /frame/],
    ['without user verification', { isUserVerified: false }, /verification/],
    ['without anybody present', { isUserPresent: false }, /present/],
    ['as if it were being made', { type: 'webauthn.create' }, /type/],
    ['with a challenge of its own', { challenge: 'A'.repeat(43) }, /challenge/],
    ['for nobody', { userHandle: null }, /user/],
    ['for somebody else', { userHandle: 'A'.repeat(43) }, /user/],
    ['as a synced one, which it is not', { isSyncable: true }, /copied/],
    ['as backed up though it cannot be', { isSynced: true }, /backup|backed/i],
  ])('%s is refused', async (_what, deviation, reason) => {
    const { accounts, asking, gemel, store } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const credential = await show({ accounts }, authenticator, deviation);
    const before = await store.authenticators.listByAccount(asking.subject);
    expect(await refusal(accounts.passkeys.signIn({ credential }))).toEqual(['passkey_failed', expect.stringMatching(reason)]);
    expect(await gemel.listSessions(asking.subject)).toHaveLength(1);
    expect(await store.authenticators.listByAccount(asking.subject)).toEqual(before);
  });

  it.each<[string, (credential: CredentialJson) => CredentialJson]>([
    ['its signature', (one) => withResponse(one, { signature: flip(String(one.response['signature'])) })],
    ['its data', (one) => withResponse(one, { authenticatorData: flip(String(one.response['authenticatorData'])) })],
    [
      'a space in what the browser says',
      (one) => {
        const text = Buffer.from(String(one.response['clientDataJSON']), 'base64url').toString().replace('{', '{ ');
        return withResponse(one, { clientDataJSON: Buffer.from(text).toString('base64url') });
      },
    ],
    ['an empty signature', (one) => withResponse(one, { signature: '' })],
    ['no data', (one) => withResponse(one, { authenticatorData: '' })],
  ])('with %s changed is refused', async (_what, tamper) => {
    const { accounts, asking, gemel } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    expect(await codeOf(accounts.passkeys.signIn({ credential: tamper(await show({ accounts }, authenticator)) }))).toBe('passkey_failed');
    expect(await gemel.listSessions(asking.subject)).toHaveLength(1);
  });

  it.each<[string, (credential: CredentialJson) => unknown]>([
    ['nothing', () => undefined],
    ['a number', () => 7],
    ['a list', (one) => [one]],
    ['text that is not JSON', () => '{'],
    ['no id', ({ rawId, type, response }) => ({ rawId, type, response })],
    ['an id that differs from its raw one', (one) => ({ ...one, rawId: flip(one.rawId) })],
    ['an id with padding', (one) => ({ ...one, id: `${one.id}=`, rawId: `${one.rawId}=` })],
    ['an id of 1 MB', (one) => ({ ...one, id: 'A'.repeat(1_000_000), rawId: 'A'.repeat(1_000_000) })],
    ['another type', (one) => ({ ...one, type: 'password' })],
    ['no response', (one) => ({ ...one, response: null })],
    ['a signature that is no text', (one) => withResponse(one, { signature: { $ne: '' } })],
    ['client data that is not JSON', (one) => withResponse(one, { clientDataJSON: 'AAAA' })],
    ['client data that is not UTF-8', (one) => withResponse(one, { clientDataJSON: Buffer.from([0xff, 0xfe]).toString('base64url') })],
    ['client data without a challenge', (one) => withResponse(one, { clientDataJSON: Buffer.from('{}').toString('base64url') })],
    [
      'client data with two challenges',
      (one) => withResponse(one, { clientDataJSON: Buffer.from('{"challenge":["a"]}').toString('base64url') }),
    ],
  ])('as %s is malformed, and uses no challenge up', async (_what, shape) => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const credential = await show({ accounts }, authenticator);
    expect(await codeOf(accounts.passkeys.signIn({ credential: shape(credential) }))).toBe('request_malformed');
    expect(await codeOf(accounts.passkeys.signIn({ credential }), 'in')).toBe('in');
  });

  it('by somebody who has none here, or under the id of another, is refused (S21)', async () => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const stranger = softwareAuthenticator();
    const shown = await show({ accounts }, stranger, { userHandle: 'A'.repeat(43) });
    expect(await codeOf(accounts.passkeys.signIn({ credential: shown }))).toBe('passkey_failed');
    const hers = await show({ accounts }, authenticator);
    const forged = { ...(await show({ accounts }, stranger)), id: hers.id, rawId: hers.rawId };
    const withHandle = withResponse(forged, { userHandle: hers.response['userHandle'] });
    expect(await refusal(accounts.passkeys.signIn({ credential: withHandle }))).toEqual(['passkey_failed', 'the signature does not hold']);
  });

  it('for a disabled account is refused like any other (6.3.8)', async () => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    await accounts.setDisabled(asking.subject, true);
    expect(await codeOf(accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator) }))).toBe('passkey_failed');
    await accounts.setDisabled(asking.subject, false);
    expect((await signInByPasskey({ accounts }, authenticator)).subject).toBe(asking.subject);
    await accounts.deleteAccount(asking.subject);
    expect(await codeOf(accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator) }))).toBe('passkey_failed');
  });

  it('while "sign out everywhere" happens yields no session (invariant 5)', async () => {
    const made: PasskeyWorld[] = [];
    const { accounts, asking, gemel } = await world({
      before: async (name) => {
        if (name === 'gemel.startSession' && made.length > 0) await present(made[0]).gemel.revokeSubject(present(made[0]).asking.subject);
      },
    });
    const { authenticator } = await addPasskey({ accounts }, asking);
    const credential = await show({ accounts }, authenticator);
    made.push(present(worlds[0]));
    expect(await codeOf(accounts.passkeys.signIn({ credential }))).toBe('subject_changed');
    expect(await gemel.listSessions(asking.subject)).toEqual([]);
  });

  it('that is removed, and all sessions with it, while it is shown lets nobody in (invariant 5, S22)', async () => {
    const removal: (() => Promise<void>)[] = [];
    const { accounts, asking, gemel, store } = await world({
      before: async (name) => (name === 'gemel.subjectVersion' ? removal.pop()?.() : undefined),
    });
    const { authenticator, passkey } = await addPasskey({ accounts }, asking);
    const credential = await show({ accounts }, authenticator);
    removal.push(async () => {
      await store.authenticators.remove(asking.subject, passkey.id);
      await gemel.revokeSubject(asking.subject);
    });
    expect(await codeOf(accounts.passkeys.signIn({ credential }))).toBe('passkey_failed');
    expect(await gemel.listSessions(asking.subject)).toEqual([]);
  });

  it('ends first what a crash left standing', async () => {
    const { accounts, asking, store, gemel } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const record = present(await store.findById(asking.subject));
    await store.replace({ ...record, pendingEnd: { reason: 'password_changed', except: null } });
    const { sid } = await signInByPasskey({ accounts }, authenticator);
    expect(await gemel.listSessions(asking.subject)).toMatchObject([{ sid }]);
  });
});

describe('the signature counter', () => {
  it('may rise, and may stand still at zero', async () => {
    const { accounts, asking } = await world();
    const counting = await addPasskey({ accounts }, asking, { counter: 7 });
    const still = await addPasskey({ accounts }, await signInByPasskey({ accounts }, counting.authenticator));
    for (const { authenticator } of [counting, counting, still, still]) {
      expect(await codeOf(accounts.passkeys.signIn({ credential: await show({ accounts }, authenticator) }), 'in')).toBe('in');
    }
  });

  it.each([
    ['falls', 8],
    ['stands still', 20],
    ['falls to zero', 0],
  ])('that %s makes the passkey refused, and its owner hear of a copy', async (_what, counter) => {
    const { accounts, asking, mailbox, store } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking, { counter: 7 });
    const credential = await show({ accounts }, authenticator, { counter: 20 });
    expect(await codeOf(accounts.passkeys.signIn({ credential }), 'in')).toBe('in');
    const copy = await show({ accounts }, authenticator, { counter });
    expect(await refusal(accounts.passkeys.signIn({ credential: copy }))).toEqual(['passkey_failed', expect.stringMatching(/counter/)]);
    const [, notice] = await mailbox.deliver();
    expect(notice).toMatchObject({ kind: 'suspicious-sign-in', to: adasEmail, subject: expect.stringContaining('may have been copied') });
    const [record] = await store.authenticators.listByAccount(asking.subject);
    expect(record?.data).toMatchObject({ counter: 20 });
    const later = await show({ accounts }, authenticator, { counter: 21 });
    expect(await codeOf(accounts.passkeys.signIn({ credential: later }), 'in')).toBe('in');
  });

  it('lets one of many signatures with one count in', async () => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking, { counter: 7 });
    const shown = await Promise.all(Array.from({ length: 16 }, () => show({ accounts }, authenticator, { counter: 9 })));
    const tries = await Promise.all(shown.map((credential) => codeOf(accounts.passkeys.signIn({ credential }), 'in')));
    expect(tries.filter((one) => one === 'in')).toHaveLength(1);
    expect(tries.filter((one) => one === 'passkey_failed')).toHaveLength(15);
  });

  it('lets everybody in who shows one that does not count, at the same time', async () => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const shown = await Promise.all(Array.from({ length: 8 }, () => show({ accounts }, authenticator)));
    const tries = await Promise.all(shown.map((credential) => codeOf(accounts.passkeys.signIn({ credential }), 'in')));
    expect(new Set(tries)).toEqual(new Set(['in']));
  });
});

describe('a challenge', () => {
  it('is redeemed by one of 64 at once (S09, S22)', async () => {
    const { accounts, asking, gemel } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const credential = await show({ accounts }, authenticator);
    const tries = await Promise.all(Array.from({ length: 64 }, () => codeOf(accounts.passkeys.signIn({ credential }), 'in')));
    expect(tries.filter((one) => one === 'in')).toHaveLength(1);
    expect(await gemel.listSessions(asking.subject)).toHaveLength(2);
  });

  it('is the same for everybody who begins: the options name nobody (6.3.8)', async () => {
    const { accounts, asking } = await world();
    await addPasskey({ accounts }, asking);
    const { options } = await accounts.passkeys.beginSignIn();
    expect(options).toEqual({
      challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      rpId: 'app.example',
      timeout: 300_000,
      userVerification: 'required',
      allowCredentials: [],
    });
  });
});
