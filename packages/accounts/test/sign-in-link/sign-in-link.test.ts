/** Links that sign in: what they prove, whom they let in, and what they do to what was set before anybody held the mailbox. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Accounts } from '../../src/accounts.ts';
import type { SignInLink } from '../../src/index.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, otherPassword, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { anOwner, fromBase32 } from '../second-factor/an-owner.ts';
import { codeOf, present } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

const client = { address: '203.0.113.7' };
const linksOf = (accounts: Accounts): SignInLink => present(accounts.signInLink);

/** A world in which Ada has signed up, and confirmed her address where nothing else is said. */
async function aLinkWorld(options: WorldOptions & { readonly isUnverified?: boolean } = {}): Promise<World & { readonly subject: string }> {
  const world = await aWorld({ hasMail: true, hasSignInLinks: true, ...options });
  worlds.push(world);
  world.clock.seconds = world.gemel.engineTime();
  const { subject } = await world.signUp();
  const [message] = await world.mailbox.deliver();
  if (options.isUnverified !== true) await present(world.accounts.emailVerification).confirm(tokenIn(message));
  return { ...world, subject };
}

async function aLink(
  { accounts, mailbox }: World,
  email: string = adasEmail,
): Promise<{ readonly token: string; readonly browser: string }> {
  const { browser } = await linksOf(accounts).ask(email, client);
  return { browser, token: tokenIn((await mailbox.deliver()).at(-1)) };
}

describe('a link that signs in', () => {
  it('is not there unless it is switched on (6.3.6)', async () => {
    const world = await aWorld({ hasMail: true });
    worlds.push(world);
    expect(world.accounts.signInLink).toBeUndefined();
  });

  it('is shown without being used up, and starts one session of one factor', async () => {
    const world = await aLinkWorld();
    const { token, browser } = await aLink(world);
    const links = linksOf(world.accounts);
    expect(await links.look(token, browser)).toEqual({ email: adasEmail, isSameBrowser: true });
    expect(await links.look(token, 'x'.repeat(43))).toEqual({ email: adasEmail, isSameBrowser: false });
    expect(await links.look(token)).toEqual({ email: adasEmail, isSameBrowser: false });
    expect(await world.gemel.listSessions(world.subject)).toEqual([]);
    const result = await links.redeem({ token, browser, client });
    if (result.status !== 'signed_in') throw new Error('a second factor is asked for');
    expect(result.session.authentication).toMatchObject({ amr: ['email'], acr: 'aal1' });
    expect(await codeOf(links.redeem({ token, browser, client }))).toBe('link_void');
    expect(await links.look(token)).toBeUndefined();
    expect(await world.gemel.listSessions(world.subject)).toHaveLength(1);
  });

  it('takes tokens where they are asked for', async () => {
    const world = await aLinkWorld();
    const { token, browser } = await aLink(world);
    const result = await linksOf(world.accounts).redeem({ token, browser, mode: 'token' });
    expect(result.status === 'signed_in' && result.tokens?.refreshToken).toBeTruthy();
  });

  it('is void after ten minutes, once another was mailed, and once the account has changed (6.5.5)', async () => {
    const world = await aLinkWorld();
    const { accounts, clock, subject } = world;
    const links = linksOf(accounts);
    const old = await aLink(world);
    clock.seconds += 601;
    expect(await codeOf(links.redeem(old))).toBe('link_void');
    const [first, second] = [await aLink(world), await aLink(world)];
    expect(await codeOf(links.redeem(first))).toBe('link_void');
    await accounts.setDisabled(subject, true);
    expect(await codeOf(links.redeem(second))).toBe('link_void');
    await accounts.setDisabled(subject, false);
    expect(await codeOf(links.redeem(second))).toBe('link_void');
  });

  it('is refused in another browser than the one that asked, and is still good in that one', async () => {
    const world = await aLinkWorld();
    const { token, browser } = await aLink(world);
    const links = linksOf(world.accounts);
    expect(await codeOf(links.redeem({ token, browser: 'x'.repeat(43) }))).toBe('link_void');
    expect(await codeOf(links.redeem({ token, browser: '' }))).toBe('link_void');
    expect((await links.redeem({ token, browser })).status).toBe('signed_in');
  });

  it('signs in elsewhere where a person has confirmed it', async () => {
    const world = await aLinkWorld();
    const { token } = await aLink(world);
    expect((await linksOf(world.accounts).redeem({ token })).status).toBe('signed_in');
  });

  it('is no other link, and no other link is one (S22)', async () => {
    const world = await aLinkWorld();
    const { token } = await aLink(world);
    const reset = present(world.accounts.passwordReset);
    expect(await codeOf(reset.complete({ token, newPassword: otherPassword }))).toBe('link_void');
    await reset.ask(adasEmail);
    expect(await codeOf(linksOf(world.accounts).redeem({ token: tokenIn((await world.mailbox.deliver()).at(-1)) }))).toBe('link_void');
    expect((await linksOf(world.accounts).redeem({ token })).status).toBe('signed_in');
  });

  it.each([
    ['an object', { $ne: '' }],
    ['nothing', undefined],
  ])('is a text, and not %s (15.3.3)', async (_, token) => {
    const links = linksOf((await aLinkWorld()).accounts);
    expect(await codeOf(Reflect.apply(links.redeem, links, [{ token }]) as Promise<unknown>)).toBe('request_malformed');
    expect(await codeOf(Reflect.apply(links.look, links, [token]) as Promise<unknown>)).toBe('request_malformed');
  });
});

describe('asking for a link', () => {
  it('comes to the same for a known, an unknown and a disabled address; only the first gets mail (6.3.8)', async () => {
    const { accounts, mailbox, trace, signUp, store } = await aLinkWorld();
    await accounts.setDisabled((await signUp('disabled@example.com')).subject, true);
    await mailbox.deliver();
    const seen: unknown[] = [];
    await store.challenges.deleteExpired(Number.MAX_SAFE_INTEGER);
    for (const email of [adasEmail, 'nobody@example.com', 'disabled@example.com']) {
      trace.length = 0;
      const { browser, expiresIn } = await linksOf(accounts).ask(email, client);
      const answered = [...trace];
      trace.length = 0;
      const mailed = await mailbox.deliver();
      seen.push({
        browser: browser.length,
        expiresIn,
        answered,
        behind: [...trace],
        links: await store.challenges.deleteExpired(Number.MAX_SAFE_INTEGER),
      });
      expect(mailed.map(({ kind, to }) => [kind, to])).toEqual(email === adasEmail ? [['sign-in-link', adasEmail]] : []);
    }
    expect(seen[0]).toMatchObject({ browser: 43, links: 1 });
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it('is bounded as all mail is, and takes no address that is none', async () => {
    const { accounts } = await aLinkWorld();
    for (let asked = 0; asked < 3; asked++) await linksOf(accounts).ask('nobody@example.com', client);
    expect(await codeOf(linksOf(accounts).ask('nobody@example.com', client))).toBe('mail_throttled');
    expect(await codeOf(linksOf(accounts).ask('no address'))).toBe('email_invalid');
  });
});

describe('a second factor', () => {
  it('is no end of the key that a program has proven: what a link signs in is bound to it, after one step or two', async () => {
    const jkt = 'A'.repeat(43);
    const world = await aLinkWorld();
    const first = await linksOf(world.accounts).redeem({ ...(await aLink(world)), mode: 'token', jkt });
    expect(first).toMatchObject({ status: 'signed_in', tokens: { tokenType: 'DPoP' } });
    const owner = await anOwner({}, world);
    await world.mailbox.deliver();
    const half = await linksOf(world.accounts).redeem({ ...(await aLink(world)), mode: 'token', jkt });
    const pending = half.status === 'second_factor_needed' ? half.pending : '';
    const { tokens } = await world.accounts.secondFactor.confirm({ pending, totp: owner.code(1) });
    expect(tokens?.tokenType).toBe('DPoP');
  });

  it('is asked for after a link as after a password (6.4.3)', async () => {
    const world = await aLinkWorld();
    const owner = await anOwner({}, world);
    await world.mailbox.deliver();
    const half = await linksOf(world.accounts).redeem(await aLink(world));
    if (half.status !== 'second_factor_needed') throw new Error('somebody is signed in by a link alone');
    expect(half.factors).toEqual(['totp']);
    expect(await world.gemel.listSessions(world.subject)).toHaveLength(1);
    const { session } = await world.accounts.secondFactor.confirm({ pending: half.pending, totp: owner.code(1) });
    expect(session.authentication).toMatchObject({ amr: ['email', 'otp', 'mfa'], acr: 'aal2' });
  });

  it('is asked for by a policy too', async () => {
    const world = await aLinkWorld({ secondFactor: { required: 'always' } });
    expect(await linksOf(world.accounts).redeem(await aLink(world))).toMatchObject({ status: 'second_factor_needed', factors: [] });
  });
});

describe('an account that was made before anybody held its mailbox', () => {
  it('loses password, app and sessions to whoever comes by a link, and is theirs from then on (S25)', async () => {
    const world = await aLinkWorld({ isUnverified: true });
    const squatter = await anOwner({}, world);
    await world.mailbox.deliver();
    const result = await linksOf(world.accounts).redeem(await aLink(world));
    if (result.status !== 'signed_in') throw new Error("the squatter's app is asked for");
    expect(await world.accounts.findByEmail(adasEmail)).toMatchObject({ isEmailVerified: true, hasPassword: false });
    expect((await world.gemel.listSessions(world.subject)).map(({ sid }) => sid)).toEqual([result.session.sid]);
    expect(squatter.sid).not.toBe(result.session.sid);
    expect(await world.accounts.totp.find(world.subject)).toBeUndefined();
    expect(await codeOf(world.accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect((await world.mailbox.deliver()).map(({ kind, to }) => [kind, to])).toEqual([['factor-removed', adasEmail]]);
  });

  it('may sign in by a link where an address has to be verified first: the link has verified it', async () => {
    const world = await aLinkWorld({ isUnverified: true, requiresVerifiedEmail: true });
    expect((await linksOf(world.accounts).redeem(await aLink(world))).status).toBe('signed_in');
  });

  it('loses the password too where a policy asks for a second step, which can be set up (S25)', async () => {
    const world = await aLinkWorld({ isUnverified: true, secondFactor: { required: 'always' } });
    const { accounts, clock } = world;
    const half = await linksOf(accounts).redeem(await aLink(world));
    const pending = half.status === 'second_factor_needed' ? half.pending : '';
    const { enrolment, secret } = await accounts.secondFactor.enrolment.begin(pending);
    const code = totpCode(fromBase32(secret), Math.floor(clock.seconds / 30));
    const { session } = await accounts.secondFactor.enrolment.confirm({ pending, enrolment, code });
    expect(session.authentication).toMatchObject({ amr: ['email', 'otp', 'mfa'], acr: 'aal2' });
    expect(await accounts.findByEmail(adasEmail)).toMatchObject({ isEmailVerified: true, hasPassword: false });
  });

  it('keeps its password where the address was verified before', async () => {
    const world = await aLinkWorld();
    await linksOf(world.accounts).redeem(await aLink(world));
    expect((await signIn(world.accounts, { email: adasEmail, password })).status).toBe('signed_in');
  });
});

describe('an end of all sessions', () => {
  it.each([
    ['verified', false],
    ['unverified', true],
  ])('that comes while a link of a %s account is redeemed leaves no session behind (5)', async (_, isUnverified) => {
    let onTake: () => Promise<unknown> = async () => undefined;
    const before = async (name: string): Promise<void> => {
      if (name !== 'gemel.startSession') return;
      const run = onTake;
      onTake = async () => undefined;
      await run();
    };
    const world = await aLinkWorld({ isUnverified, before });
    const link = await aLink(world);
    onTake = () => world.gemel.revokeSubject(world.subject, { reason: 'revoked' });
    expect(await codeOf(linksOf(world.accounts).redeem(link))).toBe('subject_changed');
    expect(await world.gemel.listSessions(world.subject)).toEqual([]);
    expect(await world.store.listPending()).toEqual([]);
  });
});

describe('an end of all sessions that comes before any single call of a link that leads to a second step (invariant 5)', () => {
  /** Redeems the link of an unverified account and sets an app up, with the end before the call of that number, counted from the beginning. */
  async function endBefore(
    number: number,
  ): Promise<{ readonly call: string | undefined; readonly sessions: number; readonly came: string }> {
    const calls: string[] = [];
    let isCounting = false;
    let subject = '';
    const before = async (name: string): Promise<void> => {
      if (!isCounting || calls.push(name) !== number) return;
      await world.gemel.revokeSubject(subject, { reason: 'revoked' });
    };
    const world = await aLinkWorld({ isUnverified: true, secondFactor: { required: 'always' }, before });
    ({ subject } = world);
    const link = await aLink(world);
    isCounting = true;
    const { accounts, clock } = world;
    const came = await codeOf(
      (async () => {
        const half = await linksOf(accounts).redeem(link);
        const pending = half.status === 'second_factor_needed' ? half.pending : '';
        const { enrolment, secret } = await accounts.secondFactor.enrolment.begin(pending);
        const code = totpCode(fromBase32(secret), Math.floor(clock.seconds / 30));
        await accounts.secondFactor.enrolment.confirm({ pending, enrolment, code });
      })(),
      'in',
    );
    return { call: calls[number - 1], came, sessions: (await world.gemel.listSessions(subject)).length };
  }

  it('leaves no session behind: whatever began before it is stopped', async () => {
    const seen: (readonly [call: string, came: string, sessions: number])[] = [];
    for (let number = 1; ; number++) {
      const { call, came, sessions } = await endBefore(number);
      if (call === undefined) break;
      seen.push([call, came, sessions]);
    }
    const first = seen.findIndex(([call]) => call === 'gemel.subjectVersion');
    const last = seen.findLastIndex(([call]) => call === 'gemel.startSession');
    expect(first).toBeGreaterThanOrEqual(0);
    expect(last).toBeGreaterThan(first + 10);
    // The sign-in begins when the version is read; once its session has begun it is ended like every other, or has been returned.
    for (const [call, came, sessions] of seen.slice(first + 1, last + 1))
      expect([call, came, sessions]).toEqual([call, 'subject_changed', 0]);
    expect(seen.slice(0, first + 1).every(([, came, sessions]) => came === 'in' && sessions === 1)).toBe(true);
  });
});
