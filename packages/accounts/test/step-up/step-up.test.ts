/** Proving anew who one is, inside a session. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, aWorld, cookieName, otherPassword, password, signIn, type World } from '../a-world.ts';
import { anOwner, type Owner } from '../second-factor/an-owner.ts';
import { codeOf } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

async function owner(): Promise<Owner> {
  const made = await anOwner();
  worlds.push(made.world);
  return made;
}

async function isAccepted({ gemel }: World, token: string | undefined): Promise<boolean> {
  const header = (name: string): string | undefined => (name === 'cookie' ? `${cookieName}=${token}` : undefined);
  return (await gemel.authenticate({ method: 'GET', header })).status === 'authenticated';
}

describe('a step-up', () => {
  it('by password, where that is all there is, makes a new event and new secrets; the sid stays and the old secret is dead (S01, 7.2.4)', async () => {
    const world = await aWorld();
    worlds.push(world);
    const { subject } = await world.signUp();
    const started = await signIn(world.accounts, { email: adasEmail, password });
    const asking = { subject, sid: started.session.sid };
    expect(await world.accounts.stepUp.needs(asking)).toEqual({
      password: true,
      factors: [],
      passkey: false,
      recoveryCode: false,
      mode: 'cookie',
    });
    expect(await codeOf(world.accounts.stepUp.confirm(asking, { password: otherPassword }))).toBe('sign_in_failed');
    expect(await isAccepted(world, started.sessionToken)).toBe(true);
    const again = await world.accounts.stepUp.confirm(asking, { password });
    expect(again.session.sid).toBe(started.session.sid);
    expect(again.principal.authentication).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
    expect(again.principal.authentication.time).toBeGreaterThanOrEqual(started.principal.authentication.time);
    expect(await isAccepted(world, started.sessionToken)).toBe(false);
    expect(await isAccepted(world, again.sessionToken)).toBe(true);
  });

  it('of an account with an authenticator app takes both, and uses the code up (6.5.1)', async () => {
    const { world, subject, sid, code, half } = await owner();
    const asking = { subject, sid };
    expect(await world.accounts.stepUp.needs(asking)).toEqual({
      password: true,
      factors: ['totp'],
      passkey: false,
      recoveryCode: false,
      mode: 'cookie',
    });
    expect(await codeOf(world.accounts.stepUp.confirm(asking, { password }))).toBe('second_factor_failed');
    expect(await codeOf(world.accounts.stepUp.confirm(asking, { password: otherPassword, factor: { totp: code(1) } }))).toBe(
      'sign_in_failed',
    );
    expect(await codeOf(world.accounts.stepUp.confirm(asking, { password, factor: { totp: '000000' } }))).toBe('second_factor_failed');
    const { principal } = await world.accounts.stepUp.confirm(asking, { password, factor: { totp: code(1) } });
    expect(principal.authentication).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending: await half(), totp: code(1) }))).toBe('second_factor_failed');
    expect(await world.accounts.totp.remove(asking)).toBe(true);
  });

  it("is not made by another's session, an ended one, or for a disabled account (S23)", async () => {
    const { world, subject, sid } = await owner();
    const grace = await world.signUp('grace@example.com');
    const confirm = (asking: { subject: string; sid: string }): Promise<string> =>
      codeOf(world.accounts.stepUp.confirm(asking, { password, factor: { totp: '000000' } }));
    expect(await confirm({ subject: grace.subject, sid })).toBe('session_unknown');
    expect(await confirm({ subject, sid: 'unknown' })).toBe('session_unknown');
    await world.gemel.revokeSession(sid);
    expect(await confirm({ subject, sid })).toBe('session_unknown');
  });

  it('counts wrong codes: of twenty with the right password, ten are judged (S20)', async () => {
    const { world, subject, sid } = await owner();
    const seen: string[] = [];
    for (let tries = 0; tries < 20; tries++) {
      seen.push(await codeOf(world.accounts.stepUp.confirm({ subject, sid }, { password, factor: { totp: '000000' } })));
    }
    expect(seen.filter((one) => one === 'second_factor_failed')).toHaveLength(10);
    expect(seen.filter((one) => one === 'sign_in_throttled')).toHaveLength(10);
  });
});

describe('a change of password', () => {
  it('leaves a session of two factors one, as old as it was: one factor is no second proof of both', async () => {
    const { world, subject, code, half } = await owner();
    const { session } = await world.accounts.secondFactor.confirm({ pending: await half(), totp: code(1) });
    const change = { subject, sid: session.sid, currentPassword: password, newPassword: otherPassword };
    const { principal } = await world.accounts.changePassword(change);
    expect(principal.authentication).toEqual(session.authentication);
    expect(principal.authentication.acr).toBe('aal2');
  });
});

describe('somebody who knows the password', () => {
  it("cannot spend the owner's tries: neither in a session, nor where the owner has signed in before", async () => {
    const { world, subject, sid, code, half } = await owner();
    const home = await world.accounts.secondFactor.confirm({
      pending: await half('198.51.100.7'),
      totp: code(1),
      client: { address: '198.51.100.7' },
    });
    let pending = '';
    const seen: string[] = [];
    for (let tries = 0; tries < 12; tries++) {
      if (tries % 4 === 0) pending = await half(`203.0.113.${tries + 1}`);
      const client = { address: `203.0.113.${tries + 1}` };
      seen.push(await codeOf(world.accounts.secondFactor.confirm({ pending, totp: '000000', client })));
    }
    expect(seen.slice(10)).toEqual(['sign_in_throttled', 'sign_in_throttled']);
    world.clock.seconds += 60;
    const client = { address: '198.51.100.7' };
    const again = await world.accounts.secondFactor.confirm({ pending: await half(client.address), totp: code(), client });
    expect(again.status).toBe('signed_in');
    expect((await world.accounts.stepUp.confirm({ subject, sid }, { password, factor: { totp: code(1) } })).session.sid).toBe(sid);
    expect(home.session.subject).toBe(subject);
  });
});
