/** Adding a passkey inside half a sign-in: where a policy asks for a second factor, and the account has none. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, aWorld, password, type World } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { refusal, show } from './a-passkey-world.ts';
import { softwareAuthenticator } from './software-authenticator.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

async function world(): Promise<World> {
  const made = await aWorld({ secondFactor: { required: 'always' }, hasMail: true });
  worlds.push(made);
  made.clock.seconds = made.gemel.engineTime();
  return made;
}

async function half({ accounts }: World, email = adasEmail): Promise<string> {
  const result = await accounts.signIn({ email, password });
  return result.status === 'second_factor_needed' ? result.pending : 'none';
}

describe('a passkey that is added inside half a sign-in', () => {
  it('starts a session of two factors, signs in alone from then on, and its owner hears of it (6.3.7)', async () => {
    const made = await world();
    const { accounts, gemel, mailbox } = made;
    const { subject } = await made.signUp();
    await mailbox.deliver();
    const pending = await half(made);
    const authenticator = softwareAuthenticator();
    const { options } = await accounts.secondFactor.enrolment.beginPasskey(pending);
    expect(await gemel.listSessions(subject)).toEqual([]);
    const credential = authenticator.create(options);
    const { principal } = await accounts.secondFactor.enrolment.confirmPasskey({ pending, credential, name: 'Phone' });
    expect(principal.authentication).toMatchObject({ amr: ['pwd', 'pop', 'user', 'mfa'], acr: 'aal2' });
    expect((await accounts.passkeys.list(subject)).map(({ name }) => name)).toEqual(['Phone']);
    expect((await mailbox.deliver()).map(({ kind }) => kind)).toEqual(['factor-added']);
    const next = await accounts.signIn({ email: adasEmail, password });
    expect(next).toMatchObject({ status: 'second_factor_needed', factors: ['passkey'] });
    expect((await accounts.passkeys.signIn({ credential: await show(made, authenticator) })).status).toBe('signed_in');
  });

  it('has to verify its user, here and now', async () => {
    const made = await world();
    const { subject } = await made.signUp();
    const pending = await half(made);
    const { enrolment } = made.accounts.secondFactor;
    for (const deviation of [{ isUserVerified: false }, { origin: 'https://evil.example' }, { challenge: 'A'.repeat(43) }]) {
      const { options } = await enrolment.beginPasskey(pending);
      const credential = softwareAuthenticator().create(options, deviation);
      expect(await codeOf(enrolment.confirmPasskey({ pending, credential }))).toBe('passkey_not_added');
    }
    expect(await made.accounts.passkeys.list(subject)).toEqual([]);
    expect(await made.gemel.listSessions(subject)).toEqual([]);
  });

  it('is one of that half: no challenge of another half, of another account or of a session serves (S22)', async () => {
    const made = await world();
    const { accounts } = made;
    await made.signUp();
    const grace = await made.signUp('grace@example.com');
    const { enrolment } = accounts.secondFactor;
    const time = made.gemel.engineTime();
    const hers = await made.gemel.startSession({ subject: grace.subject, authentication: { time, amr: ['pwd'], acr: 'aal1' } });
    const pending = await half(made, 'grace@example.com');
    // One after the other: a new challenge makes an account's former ones void.
    const begins = [
      async () => enrolment.beginPasskey(await half(made, 'grace@example.com')),
      async () => enrolment.beginPasskey(await half(made)),
      async () => accounts.passkeys.beginRegistration({ subject: grace.subject, sid: hers.session.sid }),
    ];
    for (const begin of begins) {
      const { options } = await begin();
      const credential = softwareAuthenticator().create(options);
      expect(await refusal(enrolment.confirmPasskey({ pending, credential }))).toEqual([
        'passkey_not_added',
        'the challenge is not for whoever asks, was used or has expired',
      ]);
    }
    const own = await enrolment.beginPasskey(pending);
    const asking = { subject: grace.subject, sid: hers.session.sid };
    const credential = softwareAuthenticator().create(own.options);
    expect(await codeOf(accounts.passkeys.confirmRegistration(asking, { credential }))).toBe('passkey_not_added');
  });

  it('is done once: of 64 at once, one session begins (S09)', async () => {
    const made = await world();
    const { subject } = await made.signUp();
    const pending = await half(made);
    const { enrolment } = made.accounts.secondFactor;
    const { options } = await enrolment.beginPasskey(pending);
    const tries = Array.from({ length: 64 }, () =>
      codeOf(enrolment.confirmPasskey({ pending, credential: softwareAuthenticator().create(options) }), 'in'),
    );
    expect((await Promise.all(tries)).filter((one) => one === 'in')).toHaveLength(1);
    expect(await made.gemel.listSessions(subject)).toHaveLength(1);
    expect(await made.accounts.passkeys.list(subject)).toHaveLength(1);
  });

  it('is not open to whoever knows the password of an account that has something to show already', async () => {
    const made = await world();
    await made.signUp();
    const [owners, strangers] = [await half(made), await half(made)];
    const { enrolment } = made.accounts.secondFactor;
    const planted = softwareAuthenticator().create((await enrolment.beginPasskey(strangers)).options);
    const own = softwareAuthenticator().create((await enrolment.beginPasskey(owners)).options);
    await enrolment.confirmPasskey({ pending: owners, credential: own });
    expect(await codeOf(enrolment.confirmPasskey({ pending: strangers, credential: planted }))).toBe('second_factor_failed');
    expect(await codeOf(enrolment.beginPasskey(strangers))).toBe('second_factor_failed');
    expect(await codeOf(enrolment.beginPasskey(await half(made)))).toBe('second_factor_failed');
  });

  it('is stopped by “sign out everywhere” (invariant 5)', async () => {
    const made = await world();
    const { subject } = await made.signUp();
    const { enrolment } = made.accounts.secondFactor;
    const pending = await half(made);
    const { options } = await enrolment.beginPasskey(pending);
    await made.gemel.revokeSubject(subject);
    const late = enrolment.confirmPasskey({ pending, credential: softwareAuthenticator().create(options) });
    expect(await codeOf(late)).toBe('subject_changed');
    expect(await made.gemel.listSessions(subject)).toEqual([]);
  });
});
