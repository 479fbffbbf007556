/** One-time links that give a role, and sign-ins for a client that is not the first-party one. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, aWorld, password, type World } from '../a-world.ts';
import { fromBase32 } from '../second-factor/an-owner.ts';
import { totpCode } from '../../src/totp/totp-code.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
async function world(): Promise<World> {
  const made = await aWorld({ builtInRoles: { keeper: ['gemel:admin'] } });
  worlds.push(made);
  return made;
}

describe('an invitation to a role', () => {
  it('gives it once, however often it is redeemed at once (S09)', async () => {
    const { accounts, signUp } = await world();
    const people = await Promise.all(['one@example.com', 'two@example.com', 'three@example.com'].map((email) => signUp(email)));
    const { token } = await accounts.invitations.issue('keeper', { isForTheFirst: true });
    expect(await accounts.invitations.look(token)).toBe(true);
    const given = await Promise.all(people.map(({ subject }) => accounts.invitations.redeem(token, subject)));
    expect(given.filter((account) => account !== undefined)).toEqual([expect.objectContaining({ roles: ['keeper'] })]);
    expect(await accounts.invitations.look(token)).toBe(false);
  });

  it('to be the first is void as soon as anybody has the role; another one is not', async () => {
    const { accounts, signUp } = await world();
    const [first, second, third] = [await signUp('one@example.com'), await signUp('two@example.com'), await signUp('three@example.com')];
    const [early, late, any] = await Promise.all(
      [true, true, false].map((isForTheFirst) => accounts.invitations.issue('keeper', { isForTheFirst })),
    );
    expect(await accounts.roles.isHeld('keeper')).toBe(false);
    await accounts.invitations.redeem(early?.token ?? '', first.subject);
    expect(await accounts.roles.isHeld('keeper')).toBe(true);
    expect(await accounts.invitations.look(late?.token ?? '')).toBe(false);
    expect(await accounts.invitations.redeem(late?.token ?? '', second.subject)).toBeUndefined();
    expect(await accounts.invitations.redeem(any?.token ?? '', third.subject)).toMatchObject({ roles: ['keeper'] });
  });

  it('is nothing but what was issued', async () => {
    const { accounts, signUp } = await world();
    const { subject } = await signUp();
    expect(await accounts.invitations.look('nothing')).toBe(false);
    expect(await accounts.invitations.redeem('nothing', subject)).toBeUndefined();
  });
});

describe('a sign-in for a client of its own', () => {
  it('always takes two factors, says whose half it is, and begins a session of that client', async () => {
    const { accounts, gemel, clock, signUp } = await world();
    const { subject } = await signUp();
    const half = await accounts.signIn({ email: adasEmail, password, clientId: 'console' });
    if (half.status !== 'second_factor_needed') throw new Error('one factor was enough');
    expect(half.factors).toEqual([]);
    expect(await accounts.secondFactor.look(half.pending)).toMatchObject({ clientId: 'console' });
    const { enrolment, secret } = await accounts.secondFactor.enrolment.begin(half.pending);
    const code = totpCode(fromBase32(secret), Math.floor(clock.seconds / 30));
    const { principal } = await accounts.secondFactor.enrolment.confirm({ pending: half.pending, enrolment, code });
    expect(principal).toMatchObject({ subject, clientId: 'console', authentication: { acr: 'aal2' } });
    expect(await gemel.listSessions(subject)).toEqual([expect.objectContaining({ clientId: 'console' })]);
    // And nobody else's policy has changed by it.
    const others = await signUp('bob@example.com');
    expect((await accounts.signIn({ email: others.email, password })).status).toBe('signed_in');
  });
});
