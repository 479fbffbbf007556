/** Who is asked for a second factor by policy, and how one is set up in the middle of a sign-in. */
import { afterEach, describe, expect, it } from 'vitest';
import type { SecondFactorPolicy } from '../../src/options.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, password, type World } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { fromBase32 } from './an-owner.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

async function world(required: SecondFactorPolicy): Promise<World> {
  const made = await aWorld({ secondFactor: { required } });
  worlds.push(made);
  made.clock.seconds = made.gemel.engineTime();
  return made;
}

async function half({ accounts }: World, email = adasEmail): Promise<string> {
  const result = await accounts.signIn({ email, password });
  return result.status === 'second_factor_needed' ? result.pending : 'none';
}

const codeFor = ({ clock }: World, secret: string): string => totpCode(fromBase32(secret), Math.floor(clock.seconds / 30));

describe('a policy', () => {
  it.each([
    ['never', [], 'signed_in'],
    ['always', [], 'second_factor_needed'],
    [{ roles: ['admin', 'finance'] }, [], 'signed_in'],
    [{ roles: ['admin', 'finance'] }, ['reader'], 'signed_in'],
    [{ roles: ['admin', 'finance'] }, ['reader', 'finance'], 'second_factor_needed'],
  ] as const)('of %j makes a sign-in with the roles %j one that is %s', async (required, roles, status) => {
    const made = await world(required);
    await made.signUp();
    await made.accounts.grant(adasEmail, { roles });
    expect((await made.accounts.signIn({ email: adasEmail, password })).status).toBe(status);
  });
});

describe('setting an app up inside half a sign-in', () => {
  it('starts a session of two factors, and from then on the app is asked for', async () => {
    const made = await world('always');
    const { subject } = await made.signUp();
    const pending = await half(made);
    expect((await made.accounts.secondFactor.look(pending))?.factors).toEqual([]);
    const { enrolment } = made.accounts.secondFactor;
    const begun = await enrolment.begin(pending);
    expect(await enrolment.resume(pending, begun.enrolment)).toEqual(begun);
    expect(await codeOf(enrolment.confirm({ pending, enrolment: begun.enrolment, code: '000000' }))).toBe('second_factor_failed');
    expect(await made.gemel.listSessions(subject)).toEqual([]);
    const { principal } = await enrolment.confirm({ pending, enrolment: begun.enrolment, code: codeFor(made, begun.secret) });
    expect(principal.authentication).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    const next = await made.accounts.signIn({ email: adasEmail, password });
    expect(next).toMatchObject({ status: 'second_factor_needed', factors: ['totp'] });
  });

  it('is done once: of 64 at once, one session begins (S09)', async () => {
    const made = await world('always');
    const { subject } = await made.signUp();
    const pending = await half(made);
    const { enrolment, secret } = await made.accounts.secondFactor.enrolment.begin(pending);
    const code = codeFor(made, secret);
    const tries = Array.from({ length: 64 }, () =>
      codeOf(made.accounts.secondFactor.enrolment.confirm({ pending, enrolment, code }), 'in'),
    );
    expect((await Promise.all(tries)).filter((one) => one === 'in')).toHaveLength(1);
    expect(await made.gemel.listSessions(subject)).toHaveLength(1);
  });

  it('is not open to whoever knows the password of an account that has something to show already', async () => {
    const made = await world('always');
    await made.signUp();
    const [owners, strangers] = [await half(made), await half(made)];
    const { enrolment } = made.accounts.secondFactor;
    const planted = await enrolment.begin(strangers);
    const own = await enrolment.begin(owners);
    const late = { pending: strangers, enrolment: planted.enrolment, code: codeFor(made, planted.secret) };
    // The later of two enrolments counts, and an app makes every half sign-in of before void.
    expect(await codeOf(enrolment.confirm(late))).toBe('second_factor_failed');
    await enrolment.confirm({ pending: owners, enrolment: own.enrolment, code: codeFor(made, own.secret) });
    expect(await codeOf(enrolment.confirm(late))).toBe('second_factor_failed');
    expect(await codeOf(enrolment.begin(strangers))).toBe('second_factor_failed');
    expect(await codeOf(enrolment.begin(await half(made)))).toBe('second_factor_failed');
  });

  it("takes no other account's enrolment, and is stopped by “sign out everywhere”", async () => {
    const made = await world('always');
    const { subject } = await made.signUp();
    await made.signUp('grace@example.com');
    const { enrolment } = made.accounts.secondFactor;
    const foreign = await enrolment.begin(await half(made, 'grace@example.com'));
    const pending = await half(made);
    const crossed = { pending, enrolment: foreign.enrolment, code: codeFor(made, foreign.secret) };
    expect(await codeOf(enrolment.confirm(crossed))).toBe('second_factor_failed');
    const own = await enrolment.begin(pending);
    await made.gemel.revokeSubject(subject);
    const late = enrolment.confirm({ pending, enrolment: own.enrolment, code: codeFor(made, own.secret) });
    expect(await codeOf(late)).toBe('subject_changed');
    expect(await made.gemel.listSessions(subject)).toEqual([]);
  });
});
