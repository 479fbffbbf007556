/** Recovery codes: how they are spelled and kept, and that each is good once. */
import { afterEach, describe, expect, it } from 'vitest';
import { hashRecoveryCode, spellRecoveryCode } from '../../src/recovery-codes/recovery-code.ts';
import { adasEmail, password, signIn, type World } from '../a-world.ts';
import { anOwner, type Owner } from '../second-factor/an-owner.ts';
import { codeOf } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

async function withCodes(): Promise<Owner & { readonly codes: readonly string[] }> {
  const owner = await anOwner();
  worlds.push(owner.world);
  return { ...owner, codes: await owner.world.accounts.recoveryCodes.renew(owner) };
}

describe('a recovery code', () => {
  it('is 120 bits in 24 characters that cannot be mistaken for each other', () => {
    expect(spellRecoveryCode(Buffer.alloc(15).toString('base64url'))).toBe('000000-000000-000000-000000');
    expect(spellRecoveryCode(Buffer.alloc(15, 255).toString('base64url'))).toBe('ZZZZZZ-ZZZZZZ-ZZZZZZ-ZZZZZZ');
    const bytes = Buffer.from(Array.from({ length: 15 }, (_, index) => index * 17));
    expect(spellRecoveryCode(bytes.toString('base64url'))).toMatch(/^[0-9A-HJKMNP-TV-Z]{6}(-[0-9A-HJKMNP-TV-Z]{6}){3}$/);
  });

  it('is read as people write it', () => {
    const code = 'A1B0C1-D2E3F4-G5H6J7-K8M9NP';
    for (const typed of ['a1b0c1d2e3f4g5h6j7k8m9np', 'AIBOCL D2E3F4 G5H6J7 K8M9NP', ' a1b0c1-d2e3f4-g5h6j7-k8m9np\n']) {
      expect(hashRecoveryCode(typed), typed).toBe(hashRecoveryCode(code));
    }
    expect(hashRecoveryCode(code)).not.toBe(hashRecoveryCode('A1B0C1-D2E3F4-G5H6J7-K8M9NQ'));
  });

  it.each([['too short'], ['A1B0C1-D2E3F4-G5H6J7-K8M9NU'], ['A1B0C1-D2E3F4-G5H6J7-K8M9NPP'], [''], ['A'.repeat(10_000)]])(
    'is not %s',
    (typed) => {
      expect(hashRecoveryCode(typed)).toBeUndefined();
    },
  );
});

describe("an account's codes", () => {
  it('are ten, different, and lie in the store as hashes alone (6.5.2, P9)', async () => {
    const { world, subject, codes } = await withCodes();
    expect(new Set(codes).size).toBe(10);
    const record = await world.store.authenticators.find('recovery_codes', subject);
    const stored = JSON.stringify(record);
    expect(codes.filter((code) => stored.includes(code) || stored.includes(code.replaceAll('-', '')))).toEqual([]);
    expect(await world.accounts.recoveryCodes.find(subject)).toMatchObject({ left: 10, lastUsedAt: null });
  });

  it('sign in once each, in place of the app, and are two factors with the password (6.5.1)', async () => {
    const { world, subject, codes, half } = await withCodes();
    const [first = '', second = ''] = codes;
    expect((await world.accounts.secondFactor.look(await half()))?.factors).toEqual(['totp', 'recovery_code']);
    const { principal } = await world.accounts.secondFactor.confirm({ pending: await half(), recoveryCode: first });
    expect(principal.authentication).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    const again = world.accounts.secondFactor.confirm({ pending: await half(), recoveryCode: first });
    expect(await codeOf(again)).toBe('second_factor_failed');
    const lowerCase = second.toLowerCase();
    expect((await world.accounts.secondFactor.confirm({ pending: await half(), recoveryCode: lowerCase })).status).toBe('signed_in');
    expect(await world.accounts.recoveryCodes.find(subject)).toMatchObject({ left: 8, lastUsedAt: world.clock.seconds });
  });

  it('step up as well, and are not offered once the last one is used', async () => {
    const { world, subject, sid, codes, half } = await withCodes();
    for (const recoveryCode of codes) await world.accounts.stepUp.confirm({ subject, sid }, { password, factor: { recoveryCode } });
    expect(await world.accounts.recoveryCodes.find(subject)).toBeUndefined();
    expect((await world.accounts.secondFactor.look(await half()))?.factors).toEqual(['totp']);
  });

  it('are made anew only by a session that proved itself a moment ago, and those of before are worthless then (7.5.1)', async () => {
    const { world, subject, sid, codes, half } = await withCodes();
    const [former = ''] = codes;
    const asking = { subject, sid };
    expect(await codeOf(world.accounts.recoveryCodes.renew({ subject, sid: 'another' }))).toBe('session_unknown');
    world.clock.seconds += 301;
    expect(await codeOf(world.accounts.recoveryCodes.renew(asking))).toBe('authentication_too_old');
    expect(await codeOf(world.accounts.recoveryCodes.remove(asking))).toBe('authentication_too_old');
    world.clock.seconds -= 301;
    const pending = await half();
    await world.accounts.recoveryCodes.renew(asking);
    expect(await world.accounts.secondFactor.look(pending)).toBeUndefined();
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending: await half(), recoveryCode: former }))).toBe('second_factor_failed');
    expect(await world.accounts.recoveryCodes.remove(asking)).toBe(true);
    expect(await world.accounts.recoveryCodes.remove(asking)).toBe(false);
  });

  it('go with the app, for which they stand in', async () => {
    const { world, subject, sid } = await withCodes();
    await world.accounts.totp.remove({ subject, sid });
    expect(await world.accounts.recoveryCodes.find(subject)).toBeUndefined();
    expect((await signIn(world.accounts, { email: adasEmail, password })).principal.authentication.acr).toBe('aal1');
  });

  it('are a way in when strangers have spent the tries of the app', async () => {
    const { world, codes, half } = await withCodes();
    const [recoveryCode = ''] = codes;
    for (let tries = 0; tries < 12; tries++) {
      await codeOf(world.accounts.secondFactor.confirm({ pending: await half(), totp: '000000' }));
    }
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending: await half(), totp: '000000' }))).toBe('sign_in_throttled');
    expect((await world.accounts.secondFactor.confirm({ pending: await half(), recoveryCode })).status).toBe('signed_in');
  });
});

describe('enrolling an app', () => {
  it('makes the session one of two factors, as recent as it was, with new secrets (S01)', async () => {
    const { world, subject, sid } = await withCodes();
    const session = (await world.gemel.listSessions(subject)).find((one) => one.sid === sid);
    expect(session?.authentication).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
  });
});
