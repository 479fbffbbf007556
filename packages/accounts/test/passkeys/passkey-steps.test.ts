/** A passkey as the second step of a sign-in, and to be authenticated anew. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, password, signIn } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { addPasskey, aPasskeyWorld, type PasskeyWorld, refusal, signInByPasskey } from './a-passkey-world.ts';
import { softwareAuthenticator } from './software-authenticator.ts';

const worlds: PasskeyWorld[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
async function world(given: Parameters<typeof aPasskeyWorld>[0] = {}): Promise<PasskeyWorld> {
  const made = await aPasskeyWorld(given);
  worlds.push(made);
  return made;
}

describe('the second step with a passkey', () => {
  async function half(): Promise<PasskeyWorld & { pending: string; authenticator: ReturnType<typeof softwareAuthenticator> }> {
    const made = await world();
    const { authenticator } = await addPasskey(made, made.asking);
    const app = { id: 'app', account: made.asking.subject, kind: 'totp', lookup: made.asking.subject, name: '', data: null } as const;
    await made.store.authenticators.insert({ ...app, createdAt: 0, lastUsedAt: null, version: 1 });
    const result = await made.accounts.signIn({ email: adasEmail, password });
    if (result.status !== 'second_factor_needed') throw new Error('no second factor is asked for');
    expect(result.factors).toEqual(['passkey', 'totp']);
    return { ...made, pending: result.pending, authenticator };
  }

  it('finishes the sign-in, once (S09)', async () => {
    const { accounts, pending, authenticator, asking } = await half();
    const { options } = await accounts.passkeys.beginSecondFactor(pending);
    expect(options.allowCredentials).toHaveLength(1);
    const credential = authenticator.get(options, { userHandle: null });
    const { principal } = await accounts.secondFactor.confirm({ pending, passkey: credential });
    expect(principal).toMatchObject({ subject: asking.subject, authentication: { amr: ['pwd', 'pop', 'user', 'mfa'], acr: 'aal2' } });
    expect(await codeOf(accounts.passkeys.beginSecondFactor(pending))).toBe('second_factor_failed');
    expect(await codeOf(accounts.secondFactor.confirm({ pending, passkey: credential }))).toBe('second_factor_failed');
  });

  it('takes no challenge of another half, of a sign-in or of a step-up (S22)', async () => {
    const { accounts, pending, authenticator, asking } = await half();
    const other = await accounts.signIn({ email: adasEmail, password });
    if (other.status !== 'second_factor_needed') throw new Error('no second factor is asked for');
    const challenges = [
      await accounts.passkeys.beginSecondFactor(other.pending),
      await accounts.passkeys.beginSignIn(),
      await accounts.passkeys.beginStepUp(asking),
    ];
    for (const { options } of challenges) {
      const credential = authenticator.get(options);
      expect(await refusal(accounts.secondFactor.confirm({ pending, passkey: credential }))).toEqual([
        'passkey_failed',
        'the challenge is for something else',
      ]);
    }
    const { options } = await accounts.passkeys.beginSecondFactor(pending);
    expect(await codeOf(accounts.passkeys.signIn({ credential: authenticator.get(options) }))).toBe('passkey_failed');
  });

  it("takes nobody else's passkey (S21)", async () => {
    const { accounts, pending, signUp } = await half();
    const grace = await signUp('grace@example.com');
    const { session } = await signIn(accounts, { email: 'grace@example.com', password });
    const hers = await addPasskey({ accounts }, { subject: grace.subject, sid: session.sid });
    const { options } = await accounts.passkeys.beginSecondFactor(pending);
    const credential = hers.authenticator.get(options);
    expect(await refusal(accounts.secondFactor.confirm({ pending, passkey: credential }))).toEqual([
      'passkey_failed',
      'there is no such passkey',
    ]);
  });
});

describe('a passkey of somebody who has none', () => {
  it('is no second factor: the browser may offer what it likes, and nobody is let in for it (S21)', async () => {
    const { accounts, asking, store, gemel } = await world();
    const app = { id: 'app', account: asking.subject, kind: 'totp', lookup: asking.subject, name: '', data: null } as const;
    await store.authenticators.insert({ ...app, createdAt: 0, lastUsedAt: null, version: 1 });
    const result = await accounts.signIn({ email: adasEmail, password });
    const pending = result.status === 'second_factor_needed' ? result.pending : '';
    const before = await gemel.listSessions(asking.subject);
    const { options } = await accounts.passkeys.beginSecondFactor(pending);
    expect(await codeOf(accounts.secondFactor.confirm({ pending, passkey: softwareAuthenticator().get(options) }))).toBe('passkey_failed');
    const begun = await accounts.passkeys.beginStepUp(asking);
    const passkey = softwareAuthenticator().get(begun.options);
    expect(await codeOf(accounts.stepUp.confirm(asking, { factor: { passkey } }))).toBe('passkey_failed');
    expect(await codeOf(accounts.passkeys.beginSecondFactor('no half'))).toBe('second_factor_failed');
    expect(await gemel.listSessions(asking.subject)).toHaveLength(before.length);
  });
});

describe('a password that is changed in the middle of a ceremony', () => {
  const newPassword = 'seven kites under snow';

  it('makes the challenge of a step-up void (S22)', async () => {
    const { accounts, asking } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const { options } = await accounts.passkeys.beginStepUp(asking);
    await accounts.changePassword({ ...asking, currentPassword: password, newPassword });
    expect(await refusal(accounts.stepUp.confirm(asking, { factor: { passkey: authenticator.get(options) } }))).toEqual([
      'passkey_failed',
      'the challenge is not one of ours, was used or has expired',
    ]);
  });

  it('makes half a sign-in void, and the challenge of its second step (S22)', async () => {
    const { accounts, asking } = await world({ secondFactor: { required: { roles: ['admin'] } } });
    const { authenticator } = await addPasskey({ accounts }, asking);
    await accounts.grant(adasEmail, { roles: ['admin'] });
    const half = await accounts.signIn({ email: adasEmail, password });
    const pending = half.status === 'second_factor_needed' ? half.pending : '';
    const { options } = await accounts.passkeys.beginSecondFactor(pending);
    await accounts.changePassword({ ...asking, currentPassword: password, newPassword });
    const late = accounts.secondFactor.confirm({ pending, passkey: authenticator.get(options) });
    expect(await codeOf(late)).toBe('second_factor_failed');
  });
});

describe('a step-up with a passkey', () => {
  it('gives the session a new event and new secrets, and is good for a sensitive change', async () => {
    const { accounts, asking, gemel, clock } = await world();
    const { authenticator, passkey } = await addPasskey({ accounts }, asking);
    const { options } = await accounts.passkeys.beginStepUp(asking);
    const started = await accounts.stepUp.confirm(asking, { factor: { passkey: authenticator.get(options) } });
    expect(started.session.sid).toBe(asking.sid);
    expect(started.principal.authentication).toMatchObject({ amr: ['pop', 'user', 'mfa'], acr: 'aal2' });
    expect(started.sessionToken).toBeDefined();
    clock.seconds = gemel.engineTime();
    expect(await accounts.passkeys.remove(asking, passkey.id)).toBe(true);
  });

  it("takes no other session's challenge, and no other person's", async () => {
    const { accounts, asking, signUp } = await world();
    const { authenticator } = await addPasskey({ accounts }, asking);
    const second = await signInByPasskey({ accounts }, authenticator);
    const { options } = await accounts.passkeys.beginStepUp(second);
    expect(await codeOf(accounts.stepUp.confirm(asking, { factor: { passkey: authenticator.get(options) } }))).toBe('passkey_failed');
    const grace = await signUp('grace@example.com');
    const { session } = await signIn(accounts, { email: 'grace@example.com', password });
    const hers = { subject: grace.subject, sid: session.sid };
    const begun = await accounts.passkeys.beginStepUp(hers);
    expect(await codeOf(accounts.stepUp.confirm(hers, { factor: { passkey: authenticator.get(begun.options) } }))).toBe('passkey_failed');
    expect(await codeOf(accounts.passkeys.beginStepUp({ subject: grace.subject, sid: asking.sid }))).toBe('session_unknown');
  });
});
