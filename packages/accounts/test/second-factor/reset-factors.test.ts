/** Owners who have lost a second factor: what they can do themselves, and what whoever runs the service does for them. ASVS 6.4.4 */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, aWorld, otherPassword, password, signIn, type World } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { addPasskey, aPasskeyWorld, type PasskeyWorld, show, signInByPasskey } from '../passkeys/a-passkey-world.ts';
import { softwareAuthenticator } from '../passkeys/software-authenticator.ts';
import { codeOf, present } from '../support.ts';
import { anOwner } from './an-owner.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((one) => one.stop())));

/** Ada with one passkey, and neither app nor codes. */
async function world(options: Parameters<typeof aPasskeyWorld>[0] = {}): Promise<PasskeyWorld & Awaited<ReturnType<typeof addPasskey>>> {
  const made = await aPasskeyWorld(options);
  worlds.push(made);
  const held = await addPasskey(made, made.asking);
  await made.mailbox.deliver();
  return { ...made, ...held };
}

describe('an owner with one passkey, and neither app nor codes', () => {
  it('steps up by that passkey, and may then add another, an app and codes, and remove the first', async () => {
    const { accounts, authenticator, passkey, clock, gemel } = await world();
    const { session } = await signIn(accounts, { email: adasEmail, password });
    const asking = { subject: session.subject, sid: session.sid };
    expect(await codeOf(accounts.passkeys.beginRegistration(asking))).toBe('authentication_too_weak');
    expect(await accounts.stepUp.needs(asking)).toMatchObject({ passkey: true, factors: [], recoveryCode: false });
    const { options } = await accounts.passkeys.beginStepUp(asking);
    await accounts.stepUp.confirm(asking, { factor: { passkey: authenticator.get(options) } });
    clock.seconds = gemel.engineTime();
    await addPasskey({ accounts }, asking);
    expect(await accounts.recoveryCodes.renew(asking)).toHaveLength(10);
    expect((await accounts.totp.begin(asking)).secret).toBeTruthy();
    expect(await accounts.passkeys.remove(asking, passkey.id)).toBe(true);
  });

  it('who has lost it changes no factor by the password alone', async () => {
    const { accounts, passkey } = await world();
    const { session } = await signIn(accounts, { email: adasEmail, password });
    const asking = { subject: session.subject, sid: session.sid };
    await accounts.stepUp.confirm(asking, { password });
    expect(await codeOf(accounts.passkeys.remove(asking, passkey.id))).toBe('authentication_too_weak');
    expect(await codeOf(accounts.recoveryCodes.renew(asking))).toBe('authentication_too_weak');
  });
});

describe('second factors that an operator takes away', () => {
  it('open nothing any more; sessions, password and what was pending are gone, and the mailbox alone leads back (6.4.4)', async () => {
    const made = await world();
    const { accounts, gemel, asking, authenticator, mailbox, store } = made;
    const strong = await signInByPasskey(made, authenticator);
    await accounts.recoveryCodes.renew(strong);
    await mailbox.deliver();
    const shown = await show(made, authenticator);
    const { options } = await accounts.passkeys.beginRegistration(strong);
    const added = softwareAuthenticator().create(options);

    expect(await accounts.resetFactors(asking.subject)).toBe(true);
    expect(await gemel.listSessions(asking.subject)).toEqual([]);
    expect(await store.authenticators.listByAccount(asking.subject)).toEqual([]);
    expect(await codeOf(accounts.passkeys.signIn({ credential: shown }))).toBe('passkey_failed');
    expect(await codeOf(accounts.passkeys.confirmRegistration(strong, { credential: added }))).toBe('session_unknown');
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect((await mailbox.deliver()).map(({ kind }) => kind)).toEqual(['factor-removed', 'factor-removed', 'factor-removed']);

    const reset = present(accounts.passwordReset);
    await reset.ask(adasEmail);
    await reset.complete({ token: tokenIn((await mailbox.deliver()).at(-1)), newPassword: otherPassword });
    const { session } = await signIn(accounts, { email: adasEmail, password: otherPassword });
    made.clock.seconds = gemel.engineTime();
    await addPasskey(made, { subject: asking.subject, sid: session.sid });
  });

  it('void a half sign-in that was under way: nothing is set up by it, where a policy would ask for that', async () => {
    const owner = await anOwner({ secondFactor: { required: { roles: ['admin'] } } });
    worlds.push(owner.world);
    const { accounts } = owner.world;
    await accounts.grant(adasEmail, { roles: ['admin'] });
    const pending = await owner.half();
    expect(await accounts.resetFactors(owner.subject)).toBe(true);
    expect(await codeOf(accounts.secondFactor.confirm({ pending, totp: owner.code(1) }))).toBe('second_factor_failed');
    expect(await codeOf(accounts.secondFactor.enrolment.begin(pending))).toBe('second_factor_failed');
  });

  it('take what a session adds while it is being ended', async () => {
    const adding: (() => Promise<unknown>)[] = [];
    const made = await world({ before: async (name) => void (name === 'gemel.revokeSubject' && (await adding.pop()?.())) });
    const strong = await signInByPasskey(made, made.authenticator);
    adding.push(() => made.store.authenticators.insert({ ...present(last), id: 'late', lookup: 'late' }));
    const last = (await made.store.authenticators.listByAccount(strong.subject)).at(-1);
    await made.accounts.resetFactors(strong.subject);
    expect(adding).toEqual([]);
    expect(await made.store.authenticators.listByAccount(strong.subject)).toEqual([]);
  });

  it('leave the password where there is no mail, and nobody else is concerned', async () => {
    const made = await aWorld();
    worlds.push(made);
    made.clock.seconds = made.gemel.engineTime();
    const { subject } = await made.signUp();
    const grace = await made.signUp('grace@example.com');
    await signIn(made.accounts, { email: 'grace@example.com', password });
    expect(await made.accounts.resetFactors(subject)).toBe(true);
    expect((await made.accounts.signIn({ email: adasEmail, password })).status).toBe('signed_in');
    expect(await made.gemel.listSessions(grace.subject)).toHaveLength(1);
    expect(await made.accounts.resetFactors('nobody')).toBe(false);
  });
});
