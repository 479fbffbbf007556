/** Authenticator apps: the RFC's codes, enrolment, and the second step of a sign-in. */
import { randomBytes } from 'node:crypto';
import { createGemel } from 'gemel';
import { createMemoryStore } from 'gemel/stores/memory';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { createAccounts } from '../../src/index.ts';
import { createMemoryAccountStore } from '../../src/stores/memory/index.ts';
import { findTotpStep, totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, cheapHashing, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { codeOf } from '../support.ts';
import { anOwner, fromBase32, type Owner } from './an-owner.ts';

const seed = Buffer.from('12345678901234567890');
const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

describe('RFC 6238, appendix B, to six digits', () => {
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i the code is %s', (now, code) => {
    expect(totpCode(seed, Math.floor(now / 30))).toBe(code);
    const step = Math.floor(now / 30);
    expect(findTotpStep(seed, code, { now, lastStep: -1 })).toBe(step);
    expect(findTotpStep(seed, code, { now, lastStep: step })).toBeUndefined();
    expect(findTotpStep(seed, code, { now: now + 60, lastStep: -1 })).toBeUndefined();
  });
});

async function enrolled(): Promise<Owner> {
  const owner = await anOwner();
  worlds.push(owner.world);
  return owner;
}

/** The code of the enrolment is no matter any more. */
async function enrolledLongAgo(options: WorldOptions): Promise<Owner> {
  const owner = await anOwner(options);
  worlds.push(owner.world);
  owner.world.clock.seconds += 600;
  return owner;
}

describe('enrolling', () => {
  it('hands out the secret for typing and for a QR code; after it, a session of one factor is too weak for changes', async () => {
    const world = await aWorld();
    worlds.push(world);
    world.clock.seconds = world.gemel.engineTime();
    const { subject } = await world.signUp();
    const { session } = await signIn(world.accounts, { email: adasEmail, password });
    const { secret, uri } = await world.accounts.totp.begin({ subject, sid: session.sid });
    expect(uri).toBe(`otpauth://totp/app.example:ada%40example.com?secret=${secret}&issuer=app.example&algorithm=SHA1&digits=6&period=30`);
    const owner = await enrolled();
    const before = await owner.world.gemel.startSession({ subject: owner.subject, authentication: { acr: 'aal1' } });
    const asking = { subject: owner.subject, sid: before.session.sid };
    expect(await codeOf(owner.world.accounts.totp.remove(asking))).toBe('authentication_too_weak');
  });
});

describe('a code', () => {
  it('is judged by the time of the store, whatever clock this machine has (6.5.8)', async () => {
    const machineTime = (): number => Date.now() / 1000;
    const store = createMemoryStore({ now: () => machineTime() + 3600 });
    const gemel = await createGemel({ issuer: 'https://app.example', secret: randomBytes(32).toString('base64url'), store });
    const accounts = createAccounts({ gemel, store: createMemoryAccountStore(), hashing: cheapHashing });
    onTestFinished(async () => {
      await accounts.close();
      await gemel.close();
    });
    await accounts.signUp({ email: adasEmail, password });
    const { session } = await signIn(accounts, { email: adasEmail, password });
    const asking = { subject: session.subject, sid: session.sid };
    const { enrolment, secret } = await accounts.totp.begin(asking);
    const codeAt = (seconds: number): string => totpCode(fromBase32(secret), Math.floor(seconds / 30));
    expect(await codeOf(accounts.totp.confirm(asking, enrolment, codeAt(machineTime())))).toBe('second_factor_failed');
    expect(await codeOf(accounts.totp.confirm(asking, enrolment, codeAt(gemel.engineTime())), 'counts')).toBe('counts');
  });
});

describe('codes of one step (6.5.5)', () => {
  it.each([
    [1, [false, true, false]],
    [3, [true, true, true]],
  ] as const)(
    'where a code of %i steps is taken, those of the step before, the present one and the next are %j',
    async (totpSteps, taken) => {
      for (const [index, isTaken] of taken.entries()) {
        const { world, code, half } = await enrolledLongAgo({ secondFactor: { totpSteps } });
        const pending = await half();
        const answer = await codeOf(world.accounts.secondFactor.confirm({ pending, totp: code(index - 1) }), 'in');
        expect(answer).toBe(isTaken ? 'in' : 'second_factor_failed');
      }
    },
  );

  it('a code is good for 30 seconds at most, to the last of them, and no app is set up by an older one', async () => {
    const { world, code, half } = await enrolledLongAgo({ secondFactor: { totpSteps: 1 } });
    world.clock.seconds = Math.floor(world.clock.seconds / 30) * 30;
    const totp = code();
    const pending = await half();
    world.clock.seconds += 30;
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending, totp }))).toBe('second_factor_failed');
    world.clock.seconds -= 0.001;
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending, totp }), 'in')).toBe('in');

    const other = await aWorld({ secondFactor: { totpSteps: 1 } });
    worlds.push(other);
    other.clock.seconds = other.gemel.engineTime();
    const { subject } = await other.signUp();
    const { session } = await signIn(other.accounts, { email: adasEmail, password });
    const asking = { subject, sid: session.sid };
    const { enrolment, secret } = await other.accounts.totp.begin(asking);
    const late = totpCode(fromBase32(secret), Math.floor(other.clock.seconds / 30) - 1);
    expect(await codeOf(other.accounts.totp.confirm(asking, enrolment, late))).toBe('second_factor_failed');
  });
});

describe('the second step', () => {
  it('starts a session of two factors; the code of the enrolment, or of a step before, is used up (S20, 6.5.1)', async () => {
    const { world, code, half } = await enrolled();
    const pending = await half();
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending, totp: code() }))).toBe('second_factor_failed');
    const { principal } = await world.accounts.secondFactor.confirm({ pending, totp: code(1) });
    expect(principal.authentication).toMatchObject({ amr: ['pwd', 'otp', 'mfa'], acr: 'aal2' });
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending, totp: code(1) }))).toBe('second_factor_failed');
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending: await half(), totp: code(1) }))).toBe('second_factor_failed');
  });

  it('takes the right code with the last of its tries', async () => {
    const { world, code, half } = await enrolled();
    const pending = await half();
    for (let one = 0; one < 4; one++) await codeOf(world.accounts.secondFactor.confirm({ pending, totp: 'wrong' }));
    expect((await world.accounts.secondFactor.confirm({ pending, totp: code(1) })).status).toBe('signed_in');
  });

  it('lets one of 64 right codes at once in (S09, S20)', async () => {
    const { world, code, subject, half } = await enrolled();
    const before = (await world.gemel.listSessions(subject)).length;
    const halves: string[] = [];
    while (halves.length < 8) halves.push(await half());
    const tries = Array.from({ length: 64 }, (_, index) =>
      codeOf(world.accounts.secondFactor.confirm({ pending: halves[index % 8] ?? '', totp: code(1) }), 'in'),
    );
    expect((await Promise.all(tries)).filter((one) => one === 'in')).toHaveLength(1);
    expect(await world.gemel.listSessions(subject)).toHaveLength(before + 1);
  });

  it('tries no more than ten codes of an account at once, over however many sign-ins (S20)', async () => {
    const { world, half } = await enrolled();
    const seen: string[] = [];
    for (let round = 0; round < 4; round++) {
      const pending = await half();
      for (let one = 0; one < 4; one++) seen.push(await codeOf(world.accounts.secondFactor.confirm({ pending, totp: '000000' })));
    }
    expect(seen.filter((one) => one === 'second_factor_failed')).toHaveLength(10);
    expect(seen.filter((one) => one === 'sign_in_throttled')).toHaveLength(6);
  });

  it('is stopped by "sign out everywhere" in between', async () => {
    const { world, code, subject, half } = await enrolled();
    const pending = await half();
    await world.gemel.revokeSubject(subject);
    expect(await codeOf(world.accounts.secondFactor.confirm({ pending, totp: code(1) }))).toBe('subject_changed');
  });
});

describe('a sensitive change', () => {
  it('wants an authentication of the last five minutes, of a session that is its own (7.5.1, S23)', async () => {
    const { world, code, subject, half } = await enrolled();
    const { session } = await world.accounts.secondFactor.confirm({ pending: await half(), totp: code(1) });
    expect(await codeOf(world.accounts.totp.remove({ subject, sid: 'another' }))).toBe('session_unknown');
    world.clock.seconds += 302;
    expect(await codeOf(world.accounts.totp.remove({ subject, sid: session.sid }))).toBe('authentication_too_old');
    world.clock.seconds -= 302;
    expect(await world.accounts.totp.remove({ subject, sid: session.sid })).toBe(true);
    expect((await world.accounts.signIn({ email: adasEmail, password })).status).toBe('signed_in');
  });
});
