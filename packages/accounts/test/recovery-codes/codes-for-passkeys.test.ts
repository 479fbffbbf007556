/** Recovery codes of somebody who has a passkey and no authenticator app: how a lost passkey is replaced. ASVS 6.4.4 */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, otherPassword, password, signIn } from '../a-world.ts';
import { addPasskey, aPasskeyWorld, type Held, type PasskeyWorld, signInByPasskey } from '../passkeys/a-passkey-world.ts';
import { anOwner } from '../second-factor/an-owner.ts';
import { codeOf } from '../support.ts';

const worlds: { stop(): Promise<unknown> }[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

interface Owner extends PasskeyWorld, Held {
  readonly codes: readonly [string, string];
}

async function owner(): Promise<Owner> {
  const world = await aPasskeyWorld();
  worlds.push(world);
  const held = await addPasskey(world, world.asking);
  const [first = '', second = ''] = await world.accounts.recoveryCodes.renew(await signInByPasskey(world, held.authenticator));
  return { ...world, ...held, codes: [first, second] };
}

describe('recovery codes of somebody with a passkey', () => {
  it('make two factors of the password on stepping up, once each, and the lost passkey can be removed (6.5.1)', async () => {
    const { accounts, asking, passkey, codes, clock, gemel } = await owner();
    expect(await accounts.stepUp.needs(asking)).toMatchObject({ password: true, factors: [], passkey: true, recoveryCode: true });
    const factor = { recoveryCode: codes[0] };
    expect(await codeOf(accounts.stepUp.confirm(asking, { password: otherPassword, factor }))).toBe('sign_in_failed');
    expect(await codeOf(accounts.stepUp.confirm(asking, { factor }))).toBe('request_malformed');
    expect(await codeOf(accounts.stepUp.confirm(asking, { password, factor: { recoveryCode: 'A' } }))).toBe('second_factor_failed');
    const { principal } = await accounts.stepUp.confirm(asking, { password, factor });
    expect(principal.authentication).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    expect(await codeOf(accounts.stepUp.confirm(asking, { password, factor }))).toBe('second_factor_failed');
    clock.seconds = gemel.engineTime();
    expect(await accounts.passkeys.remove(asking, passkey.id)).toBe(true);
  });

  it('are not asked for on signing in: the password signs in as before', async () => {
    const { accounts } = await owner();
    expect((await accounts.signIn({ email: adasEmail, password })).status).toBe('signed_in');
  });

  it('leave a step-up by the password alone what it was: one factor, and too few for what is sensitive', async () => {
    const { accounts, asking, passkey } = await owner();
    const { principal } = await accounts.stepUp.confirm(asking, { password });
    expect(principal.authentication).toMatchObject({ amr: ['pwd'], acr: 'aal1' });
    expect(await codeOf(accounts.passkeys.remove(asking, passkey.id))).toBe('authentication_too_weak');
  });

  it('go with the last passkey, and stay while there is another', async () => {
    const { accounts, passkey, authenticator, ...world } = await owner();
    const strong = await signInByPasskey({ accounts }, authenticator);
    const second = await addPasskey({ accounts }, strong);
    expect(await accounts.passkeys.remove(strong, second.passkey.id)).toBe(true);
    expect(await accounts.recoveryCodes.find(strong.subject)).toMatchObject({ left: 10 });
    expect(await accounts.passkeys.remove(strong, passkey.id)).toBe(true);
    expect(await accounts.recoveryCodes.find(strong.subject)).toBeUndefined();
    const { session } = await signIn(accounts, { email: adasEmail, password });
    expect(await accounts.stepUp.needs({ ...world.asking, sid: session.sid })).toMatchObject({ passkey: false, recoveryCode: false });
  });

  it('stay when the app goes and a passkey is there', async () => {
    const app = await anOwner();
    worlds.push(app.world);
    const { accounts } = app.world;
    await accounts.recoveryCodes.renew(app);
    await addPasskey({ accounts }, app);
    expect(await accounts.totp.remove(app)).toBe(true);
    expect(await accounts.recoveryCodes.find(app.subject)).toMatchObject({ left: 10 });
  });
});
