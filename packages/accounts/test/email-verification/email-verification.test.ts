/** Sign-up with mail: what the mailbox hears, what the answer does not tell, and the link that confirms an address. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, aWorld, otherPassword, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { codeOf, present } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

async function aMailedWorld(options: WorldOptions = {}): Promise<World> {
  const world = await aWorld({ hasMail: true, ...options });
  worlds.push(world);
  return world;
}

describe('sign-up', () => {
  it('mails a link to a new address, and to a taken one that it has an account; the caller sees the same (6.3.8)', async () => {
    const { accounts, mailbox, trace } = await aMailedWorld();
    const client = { address: '203.0.113.7', userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const answers: unknown[] = [];
    const traces: string[][] = [];
    for (const secret of [password, otherPassword]) {
      trace.length = 0;
      answers.push(await accounts.signUp({ email: ' Ada@Example.com', password: secret, client }));
      traces.push([...trace]);
    }
    expect(answers).toEqual([undefined, undefined]);
    expect(traces[0]).toEqual(traces[1]);
    const [confirm, known, ...further] = await mailbox.deliver();
    expect(further).toEqual([]);
    expect([confirm?.kind, confirm?.to]).toEqual(['verify-email', adasEmail]);
    expect(confirm?.text).toContain('https://app.example/verify-email?token=');
    expect(confirm?.text).toContain('Device: Firefox on Linux');
    expect([known?.kind, known?.to]).toEqual(['already-registered', adasEmail]);
    expect(known?.text).not.toContain('token=');
    expect(known?.text).toContain('https://app.example/forgot-password');
  });

  it('never hands the account of somebody else to whoever confirms: a taken address gets no link, confirmed or not (S25)', async () => {
    const { accounts, mailbox } = await aMailedWorld();
    await accounts.signUp({ email: adasEmail, password: otherPassword }); // somebody who does not hold the mailbox
    await mailbox.deliver();
    await accounts.signUp({ email: adasEmail, password }); // its owner
    expect((await mailbox.deliver()).map(({ kind }) => kind)).toEqual(['already-registered']);
  });

  it('writes to one address three times from one network, and ten times from all of them; then it says nothing and is as ever', async () => {
    const { accounts, mailbox, clock } = await aMailedWorld();
    const from = (address: string): Promise<void> => accounts.signUp({ email: adasEmail, password, client: { address } });
    for (let one = 0; one < 5; one++) await from('203.0.113.7');
    expect(await mailbox.deliver()).toHaveLength(3);
    for (let one = 0; one < 20; one++) await from(`198.51.100.${one}`);
    expect(await mailbox.deliver()).toHaveLength(7);
    clock.seconds += 7200;
    for (let one = 0; one < 3; one++) await from(`198.51.100.${one}`);
    expect(await mailbox.deliver()).toHaveLength(1);
  });

  it('writes thirty times for one network, whatever the addresses, in an IPv6 /64 too (S18)', async () => {
    const { accounts, mailbox } = await aMailedWorld({ throttling: { signUps: { burst: 1000, interval: 1 } } });
    for (let one = 0; one < 32; one++)
      await accounts.signUp({ email: `person-${one}@example.com`, password, client: { address: `2001:db8::${one}` } });
    expect(await mailbox.deliver()).toHaveLength(30);
  });

  it.each([undefined, 'unknown', 'not an address', '1.2.3.4, 5.6.7.8'])(
    'writes thirty times for all together whose network is not known, whatever they say that it is: %j (S18)',
    async (address) => {
      const { accounts, mailbox } = await aMailedWorld({ throttling: { signUps: { burst: 1000, interval: 1 } } });
      const client = (one: number): object =>
        address === undefined ? {} : { client: { address: one % 2 === 0 ? address : `${address} ` } };
      for (let one = 0; one < 32; one++) await accounts.signUp({ email: `person-${one}@example.com`, password, ...client(one) });
      expect(await mailbox.deliver()).toHaveLength(30);
    },
  );
});

describe('a link that confirms an address', () => {
  it('is shown without being used up, and good once', async () => {
    const { accounts, mailbox } = await aMailedWorld();
    await accounts.signUp({ email: adasEmail, password });
    const token = tokenIn((await mailbox.deliver())[0]);
    const verification = present(accounts.emailVerification);
    expect(await verification.look(token)).toEqual({ email: adasEmail });
    expect((await accounts.findByEmail(adasEmail))?.isEmailVerified).toBe(false);
    expect((await verification.confirm(token)).isEmailVerified).toBe(true);
    expect(await codeOf(verification.confirm(token))).toBe('link_void');
    expect(await verification.look(token)).toBeUndefined();
  });

  it('is void once another was mailed, a day has passed, or the account has changed hands', async () => {
    const { accounts, mailbox, clock, signUp } = await aMailedWorld();
    const { subject } = await signUp();
    const verification = present(accounts.emailVerification);
    const first = tokenIn((await mailbox.deliver())[0]);
    await verification.send(subject);
    const second = tokenIn((await mailbox.deliver())[0]);
    expect(await codeOf(verification.confirm(first))).toBe('link_void');
    clock.seconds += 86_400;
    expect(await codeOf(verification.confirm(second))).toBe('link_void');
    await verification.send(subject);
    const third = tokenIn((await mailbox.deliver())[0]);
    await accounts.setDisabled(subject, true);
    await accounts.setDisabled(subject, false);
    expect(await codeOf(verification.confirm(third))).toBe('link_void');
  });

  it('is mailed again for as long as the address is not confirmed, within the limits of mail', async () => {
    const { accounts, mailbox, signUp } = await aMailedWorld();
    const { subject } = await signUp();
    const verification = present(accounts.emailVerification);
    await mailbox.deliver();
    await verification.send(subject);
    await verification.send(subject);
    expect(await codeOf(verification.send(subject))).toBe('mail_throttled');
    expect(await codeOf(verification.send('nobody'))).toBe('session_unknown');
    const [, last] = await mailbox.deliver();
    await verification.confirm(tokenIn(last));
    await verification.send(subject);
    expect(await mailbox.deliver()).toEqual([]);
  });

  it('belongs to its purpose: it resets no password (S22)', async () => {
    const { accounts, mailbox } = await aMailedWorld();
    await accounts.signUp({ email: adasEmail, password });
    const token = tokenIn((await mailbox.deliver())[0]);
    expect(await codeOf(present(accounts.passwordReset).complete({ token, newPassword: otherPassword }))).toBe('link_void');
    expect((await present(accounts.emailVerification).confirm(token)).email).toBe(adasEmail);
  });

  it.each([
    ['an object', { $ne: '' }],
    ['nothing', undefined],
  ])('is a text, and not %s (15.3.3)', async (_, token) => {
    const verification = present((await aMailedWorld()).accounts.emailVerification);
    expect(await codeOf(Reflect.apply(verification.confirm, verification, [token]) as Promise<unknown>)).toBe('request_malformed');
    expect(await codeOf(Reflect.apply(verification.look, verification, [token]) as Promise<unknown>)).toBe('request_malformed');
  });
});

describe('asking for another link without being signed in', () => {
  it('comes to the same for every address; only one that is not confirmed gets mail (6.3.8)', async () => {
    const { accounts, mailbox, trace, store } = await aMailedWorld();
    const verification = present(accounts.emailVerification);
    for (const email of [adasEmail, 'confirmed@example.com']) await accounts.signUp({ email, password });
    await verification.confirm(tokenIn((await mailbox.deliver()).at(-1)));
    const traces: unknown[] = [];
    await store.challenges.deleteExpired(Number.MAX_SAFE_INTEGER);
    for (const email of [adasEmail, 'confirmed@example.com', 'nobody@example.com']) {
      trace.length = 0;
      await verification.ask(email);
      const mails = await mailbox.deliver();
      traces.push([[...trace], await store.challenges.deleteExpired(Number.MAX_SAFE_INTEGER)]);
      expect(mails.map(({ kind, to }) => [kind, to])).toEqual(email === adasEmail ? [['verify-email', adasEmail]] : []);
    }
    expect(traces[1]).toEqual(traces[0]);
    expect(traces[2]).toEqual(traces[0]);
  });

  it('is bounded as all mail is, and takes no address that is none', async () => {
    const verification = present((await aMailedWorld()).accounts.emailVerification);
    for (let asked = 0; asked < 3; asked++) await verification.ask('nobody@example.com');
    expect(await codeOf(verification.ask('nobody@example.com'))).toBe('mail_throttled');
    expect(await codeOf(verification.ask('no address'))).toBe('email_invalid');
  });
});

describe('where the address has to be verified first', () => {
  it('a right password looks like a wrong one, so that no sign-up tells whether the address was taken (6.3.8)', async () => {
    const { accounts, mailbox } = await aMailedWorld({ requiresVerifiedEmail: true });
    await accounts.signUp({ email: adasEmail, password });
    const token = tokenIn((await mailbox.deliver())[0]);
    await present(accounts.emailVerification).confirm(token);
    // A stranger tries a taken address and a free one, and then what was chosen for each.
    for (const email of [adasEmail, 'free@example.com']) {
      await accounts.signUp({ email, password: otherPassword });
      await mailbox.deliver();
      expect(await codeOf(accounts.signIn({ email, password: otherPassword }))).toBe('sign_in_failed');
    }
    // Only the mailbox of the free one hears more: here is another link.
    expect((await mailbox.deliver()).map(({ kind, to }) => [kind, to])).toEqual([['verify-email', 'free@example.com']]);
    expect((await signIn(accounts, { email: adasEmail, password })).status).toBe('signed_in');
  });

  it('the sign-in that failed brings a link, and with it the next one succeeds', async () => {
    const { accounts, mailbox } = await aMailedWorld({ requiresVerifiedEmail: true });
    await accounts.signUp({ email: adasEmail, password });
    await mailbox.deliver();
    expect(await codeOf(accounts.signIn({ email: adasEmail, password: otherPassword }))).toBe('sign_in_failed');
    expect(await mailbox.deliver()).toEqual([]);
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    await present(accounts.emailVerification).confirm(tokenIn((await mailbox.deliver())[0]));
    expect((await signIn(accounts, { email: adasEmail, password })).status).toBe('signed_in');
  });
});

describe('without mail', () => {
  it('there is nothing to confirm an address with, and a sign-up is what it was', async () => {
    const world = await aWorld();
    worlds.push(world);
    await world.signUp();
    expect([world.accounts.emailVerification, world.accounts.passwordReset]).toEqual([undefined, undefined]);
    expect(world.mailbox.waiting()).toBe(0);
  });
});
