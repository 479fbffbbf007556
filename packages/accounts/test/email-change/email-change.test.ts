/** Another address for an account: who may ask, what proves it, who is told, and how it is taken back. */
import { afterEach, describe, expect, it } from 'vitest';
import type { EmailChange, MailMessage } from '../../src/index.ts';
import { recentAuthAge } from '../../src/step-up/require-recent.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, aWorld, otherPassword, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { anOwner, fromBase32 } from '../second-factor/an-owner.ts';
import { codeOf, present } from '../support.ts';

const newEmail = 'lovelace@example.org';
const week = 7 * 86_400;

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

interface Person {
  readonly world: World;
  readonly change: EmailChange;
  readonly asking: { readonly subject: string; readonly sid: string };
  /** Asks for the new address and returns the link's token. */
  ask(email?: string): Promise<string>;
  /** Gives the account the new address and returns what the old one was told. */
  changeTo(email: string): Promise<MailMessage>;
}

/** Ada, signed in; her address is verified where nothing else is said. */
async function aPerson({
  isVerified = true,
  before,
}: { readonly isVerified?: boolean } & Pick<WorldOptions, 'before'> = {}): Promise<Person> {
  const world = await aWorld({ hasMail: true, ...(before === undefined ? {} : { before }) });
  worlds.push(world);
  const { accounts, mailbox, clock, gemel } = world;
  clock.seconds = gemel.engineTime();
  const { subject } = await world.signUp();
  const [message] = await mailbox.deliver();
  if (isVerified) await present(accounts.emailVerification).confirm(tokenIn(message));
  const { session } = await signIn(accounts, { email: adasEmail, password });
  const change = present(accounts.emailChange);
  const asking = { subject, sid: session.sid };
  const ask = async (email = newEmail): Promise<string> => {
    await change.ask(asking, email);
    return tokenIn((await mailbox.deliver()).at(-1));
  };
  return {
    world,
    change,
    asking,
    ask,
    changeTo: async (email) => {
      await change.confirm(asking, await ask(email));
      return present((await mailbox.deliver()).at(-1));
    },
  };
}

const emailOf = async ({ world, asking }: Person): Promise<unknown> => {
  const account = await world.accounts.findBySubject(asking.subject);
  return [account?.email, account?.isEmailVerified];
};

describe('asking for another address', () => {
  it('needs a recent proof, of two factors where there are two (7.5.1)', async () => {
    const { world, change, asking } = await aPerson();
    world.clock.seconds += recentAuthAge + 1;
    expect(await codeOf(change.ask(asking, newEmail))).toBe('authentication_too_old');
    world.clock.seconds = world.gemel.engineTime();
    await anOwner({}, world);
    expect(await codeOf(change.ask(asking, newEmail))).toBe('authentication_too_weak');
    expect(await codeOf(change.ask({ ...asking, sid: 'another' }, newEmail))).toBe('session_unknown');
  });

  it('writes to the new address, and changes nothing yet', async () => {
    const person = await aPerson();
    await person.change.ask(person.asking, ' Lovelace@Example.org');
    const [message, ...further] = await person.world.mailbox.deliver();
    expect(further).toEqual([]);
    expect([message?.kind, message?.to]).toEqual(['email-change-verify', newEmail]);
    expect(message?.text).toContain('https://app.example/change-email?token=');
    expect(await emailOf(person)).toEqual([adasEmail, true]);
  });

  it('comes to the same where the address has an account, whose owner hears of it (6.3.8)', async () => {
    const { world, change, asking } = await aPerson();
    await world.signUp(newEmail);
    await world.mailbox.deliver();
    const traces: string[][] = [];
    for (const email of ['free@example.org', newEmail]) {
      world.trace.length = 0;
      await change.ask(asking, email);
      const answered = [...world.trace];
      const mails = await world.mailbox.deliver();
      traces.push([...answered, '–', ...world.trace.slice(answered.length)]);
      expect(mails.map(({ kind, to }) => [kind, to])).toEqual([[email === newEmail ? 'already-registered' : 'email-change-verify', email]]);
    }
    expect(traces[1]).toEqual(traces[0]);
  });

  it('is bounded as all mail is, takes no address that is none, and does nothing for the one it has', async () => {
    const { world, change, asking } = await aPerson();
    await change.ask(asking, adasEmail);
    expect(await world.mailbox.deliver()).toEqual([]);
    for (let asked = 0; asked < 3; asked++) await change.ask(asking, newEmail);
    expect(await codeOf(change.ask(asking, newEmail))).toBe('mail_throttled');
    expect(await codeOf(change.ask(asking, 'no address'))).toBe('email_invalid');
  });
});

describe('the link to the new address', () => {
  it('is shown without being used up, gives the account the address, and tells the old one (6.3.7)', async () => {
    const person = await aPerson();
    const { world, change, asking } = person;
    const token = await person.ask();
    expect(await change.look(token)).toEqual({ email: newEmail });
    expect(await emailOf(person)).toEqual([adasEmail, true]);
    expect(await change.confirm(asking, token)).toMatchObject({ email: newEmail, isEmailVerified: true });
    expect(await codeOf(change.confirm(asking, token))).toBe('link_void');
    const [told, ...further] = await world.mailbox.deliver();
    expect(further).toEqual([]);
    expect([told?.kind, told?.to]).toEqual(['email-changed', adasEmail]);
    expect(told?.text).toContain('l…@example.org');
    expect(told?.text).toContain('https://app.example/undo-email-change?token=');
    expect((await signIn(world.accounts, { email: newEmail, password })).status).toBe('signed_in');
    expect(await codeOf(world.accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect((await world.gemel.listSessions(asking.subject)).map(({ sid }) => sid)).toContain(asking.sid);
  });

  it('is of no use to whoever else gets it: a mistyped address takes no account over', async () => {
    const person = await aPerson();
    const { world, change } = person;
    const token = await person.ask();
    const { subject } = await world.signUp('mallory@example.com');
    const { session } = await signIn(world.accounts, { email: 'mallory@example.com', password });
    expect(await codeOf(change.confirm({ subject, sid: session.sid }, token))).toBe('link_void');
    expect(await codeOf(change.confirm({ subject: person.asking.subject, sid: session.sid }, token))).toBe('session_unknown');
    expect((await change.confirm(person.asking, token)).email).toBe(newEmail);
  });

  it('is void after an hour, once another was mailed, and once the account has changed; and it makes other links void', async () => {
    const person = await aPerson();
    const { world, change, asking } = person;
    const old = await person.ask();
    world.clock.seconds += 3601;
    expect(await codeOf(change.confirm(asking, old))).toBe('link_void');
    world.clock.seconds = world.gemel.engineTime();
    const [first, second] = [await person.ask(), await person.ask()];
    expect(await codeOf(change.confirm(asking, first))).toBe('link_void');
    await present(world.accounts.passwordReset).ask(adasEmail);
    const reset = tokenIn((await world.mailbox.deliver()).at(-1));
    await change.confirm(asking, second);
    expect(await codeOf(present(world.accounts.passwordReset).complete({ token: reset, newPassword: otherPassword }))).toBe('link_void');
  });

  it('is void where somebody else has the address by now', async () => {
    const person = await aPerson();
    const token = await person.ask();
    await person.world.signUp(newEmail);
    expect(await codeOf(person.change.confirm(person.asking, token))).toBe('link_void');
    expect(await emailOf(person)).toEqual([adasEmail, true]);
  });

  it('tells an old address that nobody had confirmed, and gives it nothing to take back (S25)', async () => {
    const person = await aPerson({ isVerified: false });
    const told = await person.changeTo(newEmail);
    expect([told.kind, told.to]).toEqual(['email-changed', adasEmail]);
    expect(told.text).not.toContain('token=');
  });
});

describe('taking a change back', () => {
  it('works for a week, whatever was changed since: what was set since then is gone, and so is every session', async () => {
    const person = await aPerson();
    const { world, change, asking } = person;
    const { accounts, clock } = world;
    const undo = tokenIn(await person.changeTo(newEmail));
    clock.seconds += 60;
    await accounts.changePassword({ ...asking, currentPassword: password, newPassword: otherPassword });
    const { enrolment, secret } = await accounts.totp.begin(asking);
    await accounts.totp.confirm(asking, enrolment, totpCode(fromBase32(secret), Math.floor(clock.seconds / 30)));
    clock.seconds += week - 120;
    expect(await change.undo.look(undo)).toEqual({ email: adasEmail });
    expect(await change.undo.confirm(undo)).toMatchObject({ email: adasEmail, isEmailVerified: true, hasPassword: false });
    expect(await world.gemel.listSessions(asking.subject)).toEqual([]);
    expect(await accounts.totp.find(asking.subject)).toBeUndefined();
    expect(await codeOf(change.undo.confirm(undo))).toBe('link_void');
    const told = (await world.mailbox.deliver()).at(-1);
    expect([told?.kind, told?.to, told?.text.includes('token=')]).toEqual(['email-changed', newEmail, false]);
  });

  it('leaves what was there before: the password, and the second factor, which is still asked for (6.4.3)', async () => {
    const person = await aPerson();
    const owner = await anOwner({}, person.world);
    const { sid } = (await person.world.accounts.secondFactor.confirm({ pending: await owner.half(), totp: owner.code(1) })).session;
    await person.world.mailbox.deliver();
    const own = { ...person.asking, sid };
    await person.change.ask(own, newEmail);
    person.world.clock.seconds += 60;
    await person.change.confirm(own, tokenIn((await person.world.mailbox.deliver()).at(-1)));
    await person.change.undo.confirm(tokenIn((await person.world.mailbox.deliver()).at(-1)));
    expect((await person.world.accounts.signIn({ email: adasEmail, password })).status).toBe('second_factor_needed');
  });

  it('is over after a week, and where another account has the old address', async () => {
    const person = await aPerson();
    const { world, change } = person;
    const undo = tokenIn(await person.changeTo(newEmail));
    await world.signUp(adasEmail);
    expect(await codeOf(change.undo.confirm(undo))).toBe('link_void');
    expect(await emailOf(person)).toEqual([newEmail, true]);
    const again = tokenIn(await person.changeTo('third@example.org'));
    world.clock.seconds += week + 1;
    expect(await codeOf(change.undo.confirm(again))).toBe('link_void');
  });

  it('cannot be taken back in turn: whoever changed it twice holds a link that is void then', async () => {
    const person = await aPerson();
    const owners = tokenIn(await person.changeTo(newEmail));
    const thiefs = tokenIn(await person.changeTo('third@example.org'));
    await person.change.undo.confirm(owners);
    expect(await codeOf(person.change.undo.confirm(thiefs))).toBe('link_void');
    expect(await emailOf(person)).toEqual([adasEmail, true]);
  });

  it('stays possible for the owner when whoever changed it twice takes the second change back', async () => {
    const person = await aPerson();
    const owners = tokenIn(await person.changeTo(newEmail));
    const thiefs = tokenIn(await person.changeTo('third@example.org'));
    await person.change.undo.confirm(thiefs);
    expect(await emailOf(person)).toEqual([newEmail, true]);
    expect(await person.change.undo.look(owners)).toEqual({ email: adasEmail });
    await person.change.undo.confirm(owners);
    expect(await emailOf(person)).toEqual([adasEmail, true]);
    expect(await codeOf(person.change.undo.confirm(thiefs))).toBe('link_void');
  });

  it('is not stopped by whoever changes the account in the same moment, again and again', async () => {
    const thief: { act?: () => Promise<void> } = {};
    const person = await aPerson({ before: async (call) => (call === 'store.replace' ? thief.act?.() : undefined) });
    const { store } = person.world;
    const undo = tokenIn(await person.changeTo(newEmail));
    let changes = 0;
    thief.act = async () => {
      if (changes++ >= 20) return;
      const record = present(await store.findById(person.asking.subject));
      await store.replace({ ...record, stamp: record.stamp + 1 });
    };
    expect(await person.change.undo.confirm(undo)).toMatchObject({ email: adasEmail });
    expect(changes).toBeGreaterThan(20);
  });

  it('leaves no link to whoever changes the address once more in the same moment', async () => {
    let thief: (() => Promise<void>) | undefined;
    const person = await aPerson({ before: async (call) => (call === 'store.replace' ? thief?.() : undefined) });
    const { change, asking, world } = person;
    const undo = tokenIn(await person.changeTo(newEmail));
    const again = await person.ask('third@example.org');
    thief = async () => {
      thief = undefined;
      await change.confirm(asking, again);
    };
    await change.undo.confirm(undo);
    expect(await emailOf(person)).toEqual([adasEmail, true]);
    const thiefs = (await world.mailbox.deliver()).filter(({ kind, to }) => kind === 'email-changed' && to === newEmail);
    expect(await Promise.all(thiefs.map((message) => codeOf(change.undo.confirm(tokenIn(message)))))).toEqual(['link_void']);
    expect(await emailOf(person)).toEqual([adasEmail, true]);
  });

  it('can be done anew where the owner changes the address after it', async () => {
    const person = await aPerson();
    const { accounts, mailbox, clock } = person.world;
    clock.seconds += 60;
    await person.change.undo.confirm(tokenIn(await person.changeTo(newEmail)));
    await mailbox.deliver();
    const { session } = await signIn(accounts, { email: adasEmail, password });
    await person.change.ask({ ...person.asking, sid: session.sid }, 'third@example.org');
    await person.change.confirm({ ...person.asking, sid: session.sid }, tokenIn((await mailbox.deliver()).at(-1)));
    await person.change.undo.confirm(tokenIn((await mailbox.deliver()).at(-1)));
    expect(await emailOf(person)).toEqual([adasEmail, true]);
  });

  it('writes nothing for a link that never was one', async () => {
    const calls: string[] = [];
    const { change } = await aPerson({ before: async (call) => void calls.push(call) });
    calls.length = 0;
    expect(await codeOf(change.undo.confirm('a'.repeat(43)))).toBe('link_void');
    expect(calls).toEqual([]);
  });

  it.each([['store.replace'], ['gemel.revokeSubject']])('is gone on with by the same link where the process dies at %s', async (point) => {
    const crash = new Error('the power went');
    let isCrashing = false;
    const dying = [point, 'limits.forget'];
    const person = await aPerson({ before: async (call) => (isCrashing && dying.includes(call) ? Promise.reject(crash) : undefined) });
    const { world, change, asking } = person;
    const owners = tokenIn(await person.changeTo(newEmail));
    const thiefs = tokenIn(await person.changeTo('third@example.org'));
    world.clock.seconds += 60;
    await world.accounts.changePassword({ ...asking, currentPassword: password, newPassword: otherPassword });
    isCrashing = true;
    await expect(change.undo.confirm(owners)).rejects.toBe(crash);
    isCrashing = false;
    // Nobody knows yet that it will not come back; and whoever holds a later address has no word any more.
    expect(await codeOf(change.undo.confirm(owners))).toBe('data_conflict');
    expect(await codeOf(change.undo.confirm(thiefs))).toBe('link_void');
    world.clock.seconds += 60;
    expect(await change.undo.confirm(owners)).toMatchObject({ email: adasEmail, hasPassword: false });
    expect(await world.gemel.listSessions(asking.subject)).toEqual([]);
    expect(await codeOf(change.undo.confirm(owners))).toBe('link_void');
  });

  it('is no link of another kind (S22)', async () => {
    const person = await aPerson();
    const token = await person.ask();
    expect(await codeOf(person.change.undo.confirm(token))).toBe('link_void');
    const undo = tokenIn(await person.changeTo(newEmail));
    expect(await codeOf(person.change.confirm(person.asking, undo))).toBe('link_void');
  });
});

describe('an account that is disabled meanwhile', () => {
  it('is taken back after it was enabled again, and not before; what else was mailed is void', async () => {
    const person = await aPerson();
    const { world, change, asking } = person;
    const { accounts, mailbox } = world;
    const undo = tokenIn(await person.changeTo(newEmail));
    await present(accounts.passwordReset).ask(newEmail);
    const reset = tokenIn((await mailbox.deliver()).at(-1));

    expect(await accounts.setDisabled(asking.subject, true)).toBe(true);
    expect((await mailbox.deliver()).map(({ kind, to }) => [kind, to])).toEqual([['account-disabled', newEmail]]);
    expect(await change.undo.look(undo)).toBeUndefined();
    expect(await codeOf(change.undo.confirm(undo))).toBe('link_void');
    await accounts.setDisabled(asking.subject, true);
    expect(await mailbox.deliver()).toEqual([]);

    await accounts.setDisabled(asking.subject, false);
    expect(await codeOf(present(accounts.passwordReset).complete({ token: reset, newPassword: otherPassword }))).toBe('link_void');
    expect(await change.undo.confirm(undo)).toMatchObject({ email: adasEmail });
    expect(await codeOf(change.undo.confirm(undo))).toBe('link_void');
  });

  it('is told of to an address that nobody has confirmed within the limits of mail', async () => {
    const { world, asking } = await aPerson({ isVerified: false });
    const told: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      await world.accounts.setDisabled(asking.subject, true);
      told.push(...(await world.mailbox.deliver()).map(({ kind }) => kind));
      await world.accounts.setDisabled(asking.subject, false);
    }
    expect(told.length).toBeLessThan(5);
    expect(new Set(told)).toEqual(new Set(['account-disabled']));
  });
});
