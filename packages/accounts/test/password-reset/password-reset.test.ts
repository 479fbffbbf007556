/** A new password by e-mail: what the caller sees, what the link can do, and what the account keeps. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, otherPassword, password, signIn, type World } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { codeOf, present } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
const client = { address: '203.0.113.7', userAgent: 'curl/8.0.0' };

interface ResetWorld extends World {
  readonly reset: NonNullable<World['accounts']['passwordReset']>;
  readonly subject: string;
  /** Asks for a link and returns its token. */
  link(): Promise<string>;
}

/** Ada has an account; whether she has shown that the mailbox is hers is the option. */
async function aResetWorld({ isVerified = true } = {}): Promise<ResetWorld> {
  const world = await aWorld({ hasMail: true });
  worlds.push(world);
  world.clock.seconds = world.gemel.engineTime();
  const { subject } = await world.signUp();
  const [confirm] = await world.mailbox.deliver();
  if (isVerified) await world.accounts.emailVerification?.confirm(tokenIn(confirm));
  const reset = present(world.accounts.passwordReset);
  const link = async (): Promise<string> => {
    await reset.ask(adasEmail, { address: `192.0.2.${world.clock.seconds % 250}` });
    return tokenIn((await world.mailbox.deliver())[0]);
  };
  return { ...world, reset, subject, link };
}

async function enrolTotp({ accounts, subject, clock }: ResetWorld): Promise<(ahead: number) => string> {
  const { session } = await signIn(accounts, { email: adasEmail, password });
  const asking = { subject, sid: session.sid };
  const { enrolment, secret } = await accounts.totp.begin(asking);
  const bits = [...secret].map((one) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(one).toString(2).padStart(5, '0')).join('');
  const seed = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const code = (ahead: number): string => totpCode(seed, Math.floor(clock.seconds / 30) + ahead);
  await accounts.totp.confirm(asking, enrolment, code(0));
  return code;
}

describe('asking for a new password', () => {
  it('answers alike for every address, after the same work, before any account is looked up (6.3.8)', async () => {
    const world = await aResetWorld();
    const { reset, trace, mailbox, accounts } = world;
    await accounts.signUp({ email: 'disabled@example.com', password });
    await accounts.setDisabled((await accounts.findByEmail('disabled@example.com'))?.subject ?? '', true);
    await mailbox.deliver();
    const seen: unknown[] = [];
    for (const email of [adasEmail, 'nobody@example.com', 'disabled@example.com']) {
      trace.length = 0;
      seen.push([await reset.ask(email, client), [...trace], mailbox.waiting()]);
      const messages = await mailbox.deliver();
      expect(messages.map(({ kind, to }) => [kind, to])).toEqual(email === adasEmail ? [['reset-password', adasEmail]] : []);
    }
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
    // Mail to strangers is a weapon: an address without an account got none.
  });

  it('makes the same reads and writes behind the answer, too', async () => {
    const { reset, trace, mailbox, store } = await aResetWorld();
    const put = vi.spyOn(store.challenges, 'put');
    const work: unknown[] = [];
    for (const email of [adasEmail, 'nobody@example.com']) {
      await reset.ask(email, client);
      trace.length = 0;
      put.mockClear();
      await mailbox.deliver();
      work.push([[...trace], put.mock.calls.length]);
    }
    expect(work[0]).toEqual([expect.any(Array), 1]);
    expect(work[1]).toEqual(work[0]);
  });

  it('leads below the issuer, tells from where, and lasts ten minutes (6.5.5)', async () => {
    const { reset, mailbox, clock } = await aResetWorld();
    await reset.ask('Ada@example.com ', client);
    const [message] = await mailbox.deliver();
    expect(message?.text).toMatch(/https:\/\/app\.example\/reset-password\?token=[A-Za-z0-9_-]{43}\n/);
    expect(message?.text).toContain('203.0.113.7');
    expect(message?.text).toContain('for 10 minutes');
    clock.seconds += 600;
    expect(await reset.look(tokenIn(message))).toBeUndefined();
    expect(await codeOf(reset.complete({ token: tokenIn(message), newPassword: otherPassword }))).toBe('link_void');
  });

  it('is limited for an address alike whether it has an account or not; its owner still signs in, and asks from elsewhere', async () => {
    const { reset, mailbox, accounts } = await aResetWorld();
    for (const email of [adasEmail, 'nobody@example.com']) {
      const codes: string[] = [];
      for (let one = 0; one < 5; one++) codes.push(await codeOf(reset.ask(email, client), 'asked'));
      expect(codes).toEqual(['asked', 'asked', 'asked', 'mail_throttled', 'mail_throttled']);
    }
    expect(await mailbox.deliver()).toHaveLength(3);
    expect((await signIn(accounts, { email: adasEmail, password, client })).status).toBe('signed_in');
    await reset.ask(adasEmail, { address: '198.51.100.1' });
    expect(await mailbox.deliver()).toHaveLength(1);
  });

  it.each(['nobody', 'a@example.com, b@example.com', '"a b"@example.com', `${'a'.repeat(400)}@example.com`])(
    'refuses what is no address, such as %.20s (S26)',
    async (email) => {
      const { reset, mailbox } = await aResetWorld();
      expect(await codeOf(reset.ask(email))).toBe('email_invalid');
      expect(mailbox.waiting()).toBe(0);
    },
  );
});

describe('a new password', () => {
  it('ends every session with its refresh tokens, tells the owner, and signs nobody in (F18, 6.3.7)', async () => {
    const { reset, accounts, gemel, mailbox, link, subject } = await aResetWorld();
    const cookie = await signIn(accounts, { email: adasEmail, password });
    const tokens = await signIn(accounts, { email: adasEmail, password, mode: 'token' });
    const token = await link();
    const account = await reset.complete({ token, newPassword: otherPassword, client });
    expect(account).toMatchObject({ subject, email: adasEmail, isEmailVerified: true });
    expect(await gemel.listSessions(subject)).toEqual([]);
    const request = {
      method: 'GET',
      header: (name: string) => (name === 'cookie' ? `__Host-Http-gemel=${cookie.sessionToken}` : undefined),
    };
    expect(await gemel.authenticate(request)).toMatchObject({ status: 'refused', error: { code: 'session_revoked' } });
    expect(await codeOf(gemel.refresh(present(tokens.tokens).refreshToken ?? ''))).toBe('session_revoked');
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect((await signIn(accounts, { email: adasEmail, password: otherPassword })).status).toBe('signed_in');
    const [notice, ...further] = await mailbox.deliver();
    expect([notice?.kind, notice?.to, further]).toEqual(['password-changed', adasEmail, []]);
    expect(notice?.text).toContain('203.0.113.7');
  });

  it('stops a sign-in with the old one that was under way (invariant 5), and voids every link and half a sign-in', async () => {
    const world = await aResetWorld();
    const { reset, accounts, link } = world;
    const code = await enrolTotp(world);
    await world.mailbox.deliver();
    const half = await accounts.signIn({ email: adasEmail, password });
    if (half.status !== 'second_factor_needed') throw new Error('no second factor is asked for');
    const [first, second] = [await link(), await link()];
    expect(await codeOf(reset.complete({ token: first, newPassword: otherPassword }))).toBe('link_void');
    await reset.complete({ token: second, newPassword: otherPassword });
    expect(await codeOf(accounts.secondFactor.confirm({ pending: half.pending, totp: code(1) }))).toBe('second_factor_failed');
  });

  it('does not get around the second factor (6.4.3)', async () => {
    const world = await aResetWorld();
    const { reset, accounts, link } = world;
    const code = await enrolTotp(world);
    await world.mailbox.deliver();
    await reset.complete({ token: await link(), newPassword: otherPassword });
    const half = await accounts.signIn({ email: adasEmail, password: otherPassword });
    expect(half.status).toBe('second_factor_needed');
    const pending = half.status === 'second_factor_needed' ? half.pending : '';
    expect((await accounts.secondFactor.confirm({ pending, totp: code(1) })).principal.authentication.acr).toBe('aal2');
  });

  it('leaves nothing to whoever signed up with a mailbox that is not theirs: no session, no password, no authenticator (S25)', async () => {
    const world = await aResetWorld({ isVerified: false });
    const { reset, accounts, gemel, store, link, subject } = world;
    await enrolTotp(world);
    await world.mailbox.deliver();
    const account = await reset.complete({ token: await link(), newPassword: otherPassword });
    expect(account.isEmailVerified).toBe(true);
    expect(await store.authenticators.listByAccount(subject)).toEqual([]);
    expect(await gemel.listSessions(subject)).toEqual([]);
    expect((await signIn(accounts, { email: adasEmail, password: otherPassword })).status).toBe('signed_in');
  });

  it('is asked to obey the rules for passwords; one that is refused, or a full queue, leaves the link good', async () => {
    const { reset, link } = await aResetWorld();
    const token = await link();
    for (const [newPassword, code] of [
      ['short', 'password_too_short'],
      ['qwerty123456789', 'password_too_common'],
      ['ada@example.com', 'password_contextual'],
    ] as const) {
      expect(await codeOf(reset.complete({ token, newPassword }))).toBe(code);
    }
    expect(await reset.look(token)).toEqual({ email: adasEmail });
    expect((await reset.complete({ token, newPassword: otherPassword })).email).toBe(adasEmail);
    expect(await codeOf(reset.complete({ token, newPassword: otherPassword }))).toBe('link_void');
  });

  it('costs an unknown link no hash', async () => {
    const { reset, trace } = await aResetWorld();
    trace.length = 0;
    expect(await codeOf(reset.complete({ token: 'made-up', newPassword: otherPassword }))).toBe('link_void');
    expect(trace.filter((call) => call.startsWith('hasher.'))).toEqual([]);
  });

  it('lets its owner sign in where the guesses of others had made everybody wait', async () => {
    const { reset, accounts, link } = await aResetWorld();
    for (let one = 0; one < 100; one++)
      await codeOf(accounts.signIn({ email: adasEmail, password: 'wrong', client: { address: `198.51.100.${one}` } }));
    const from = { address: '203.0.113.7' };
    expect(await codeOf(accounts.signIn({ email: adasEmail, password, client: from }))).toBe('sign_in_throttled');
    await reset.complete({ token: await link(), newPassword: otherPassword, client: from });
    expect((await signIn(accounts, { email: adasEmail, password: otherPassword, client: from })).status).toBe('signed_in');
  });

  it('is refused where the account was disabled meanwhile', async () => {
    const { reset, accounts, link, subject } = await aResetWorld();
    const token = await link();
    await accounts.setDisabled(subject, true);
    expect(await codeOf(reset.complete({ token, newPassword: otherPassword }))).toBe('link_void');
  });
});
