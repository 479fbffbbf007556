/** What the owner needs to delete an account, what the application is asked, and a crash at each step of it. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DeletedAccount } from '../../src/index.ts';
import { adasEmail, aWorld, password, signIn, type World, type WorldOptions } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { anOwner } from '../second-factor/an-owner.ts';
import { codeOf, present } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((one) => one.stop())));

async function world(options: WorldOptions = {}): Promise<World> {
  const made = await aWorld({ hasMail: true, ...options });
  worlds.push(made);
  made.clock.seconds = made.gemel.engineTime();
  return made;
}

async function signedIn(made: World): Promise<{ readonly subject: string; readonly sid: string }> {
  const { subject } = await made.signUp();
  const { session } = await signIn(made.accounts, { email: adasEmail, password });
  return { subject, sid: session.sid };
}

describe('deleting one’s own account', () => {
  it('needs a session of the account that was authenticated a moment ago (7.5.1)', async () => {
    const made = await world();
    const asking = await signedIn(made);
    const { accounts, clock } = made;
    expect(await codeOf(accounts.leaving.deleteOwn({ ...asking, sid: 'another' }))).toBe('session_unknown');
    expect(await codeOf(accounts.leaving.deleteOwn({ ...asking, subject: 'somebody' }))).toBe('session_unknown');
    clock.seconds += 301;
    expect(await codeOf(accounts.leaving.deleteOwn(asking))).toBe('authentication_too_old');
    expect(await accounts.findBySubject(asking.subject)).toMatchObject({ isDisabled: false });
    await accounts.stepUp.confirm(asking, { password });
    clock.seconds = made.gemel.engineTime();
    expect(await codeOf(accounts.leaving.deleteOwn(asking))).toBe('nothing was thrown');
    expect(await accounts.findBySubject(asking.subject)).toBeUndefined();
  });

  it('needs two factors where the account has two (7.5.3)', async () => {
    const made = await world();
    const { subject, sid } = await anOwner({}, (await made.signUp(), made));
    const { session } = await made.gemel.startSession({
      subject,
      authentication: { time: made.clock.seconds, amr: ['pwd'], acr: 'aal1' },
    });
    expect(await codeOf(made.accounts.leaving.deleteOwn({ subject, sid: session.sid }))).toBe('authentication_too_weak');
    expect(await codeOf(made.accounts.leaving.deleteOwn({ subject, sid }))).toBe('nothing was thrown');
  });

  it('is told to the owner: always where the address was confirmed, within the limits of mail where not', async () => {
    const made = await world();
    const client = { address: '203.0.113.7' };
    const delivered: string[] = [];
    for (let round = 0; round < 3; round++) {
      await made.accounts.signUp({ email: adasEmail, password, client });
      const mails = await made.mailbox.deliver();
      const { subject } = present(await made.accounts.findByEmail(adasEmail));
      if (round === 2) await made.gemel.startSession({ subject });
      await made.accounts.deleteAccount(subject);
      delivered.push(...[...mails, ...(await made.mailbox.deliver())].map(({ kind }) => kind));
    }
    // Three of one network an hour, and ten of everybody: deletions from the command line are of no network.
    expect(delivered.filter((kind) => kind === 'verify-email')).toHaveLength(3);
    expect(delivered.filter((kind) => kind === 'account-deleted')).toHaveLength(3);
    await made.accounts.signUp({ email: adasEmail, password });
    const { subject } = present(await made.accounts.findByEmail(adasEmail));
    await made.mailbox.deliver();
    await made.accounts.deleteAccount(subject);
    expect((await made.mailbox.deliver()).map(({ kind }) => kind)).toEqual([]);
    // The owner of a mailbox hears of it, however much was asked for before.
    const { subject: grace } = await made.signUp('grace@example.com');
    await present(made.accounts.emailVerification).confirm(tokenIn((await made.mailbox.deliver())[0]));
    for (let asked = 0; asked < 12; asked++) await codeOf(present(made.accounts.passwordReset).ask('grace@example.com'));
    await made.mailbox.deliver();
    await made.accounts.deleteAccount(grace);
    expect((await made.mailbox.deliver()).map(({ kind, to }) => [kind, to])).toEqual([['account-deleted', 'grace@example.com']]);
  });
});

describe('the application', () => {
  it('is told once the sessions have ended, and before the account is forgotten', async () => {
    const told: DeletedAccount[] = [];
    const made: World = await world({
      onAccountDeleted: async (account) => {
        told.push(account);
        expect(await made.gemel.listSessions(account.subject)).toEqual([]);
        expect(await made.accounts.findBySubject(account.subject)).toMatchObject({ isDisabled: true });
      },
    });
    const { subject } = await signedIn(made);
    await made.accounts.deleteAccount(subject);
    expect(told).toEqual([{ subject, email: adasEmail }]);
  });

  it('is asked again where it failed: the account is closed meanwhile, and nothing opens it', async () => {
    const failing = new Error('the orders do not answer');
    let isFailing = true;
    const made = await world({ onAccountDeleted: () => (isFailing ? Promise.reject(failing) : undefined) });
    const { subject, sid } = await signedIn(made);
    await expect(made.accounts.leaving.deleteOwn({ subject, sid })).rejects.toBe(failing);
    expect(await made.gemel.listSessions(subject)).toEqual([]);
    expect(await codeOf(made.accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect(await made.accounts.setDisabled(subject, false)).toBe(false);
    expect(await made.accounts.setDisabled(subject, true)).toBe(false);
    expect(await made.accounts.grant(adasEmail, { roles: ['staff'] })).toBeUndefined();
    await expect(made.accounts.finishPending()).rejects.toBe(failing);
    isFailing = false;
    expect(await made.accounts.finishPending()).toBe(1);
    expect(await made.accounts.findBySubject(subject)).toBeUndefined();
  });

  it('may ask for the deletion again itself', async () => {
    let isFailing = true;
    const made = await world({ onAccountDeleted: () => (isFailing ? Promise.reject(new Error('not now')) : undefined) });
    const { subject } = await signedIn(made);
    await codeOf(made.accounts.deleteAccount(subject));
    isFailing = false;
    expect(await made.accounts.deleteAccount(subject)).toBe(true);
    expect(await made.accounts.deleteAccount(subject)).toBe(false);
  });
});

describe('a crash in the middle of a deletion', () => {
  it.each(['gemel.revokeSubject', 'limits.refund', 'store.remove'])('before %s is made good at the next start (S08)', async (point) => {
    let hasCrashed = false;
    const crash = new Error('the power went');
    const told: string[] = [];
    const made = await world({
      before: async (call) => {
        if (hasCrashed || call !== point) return;
        hasCrashed = true;
        throw crash;
      },
      onAccountDeleted: ({ subject }) => void told.push(subject),
    });
    const { subject, sid } = await (async () => {
      hasCrashed = true;
      return signedIn(made).finally(() => (hasCrashed = false));
    })();
    await made.mailbox.deliver();
    await expect(made.accounts.leaving.deleteOwn({ subject, sid })).rejects.toBe(crash);
    expect(await codeOf(made.accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect(await made.store.findById(subject)).toBeDefined();
    expect(await made.accounts.finishPending()).toBe(1);
    expect(await made.store.findById(subject)).toBeUndefined();
    expect(await made.gemel.listSessions(subject)).toEqual([]);
    expect(told.length).toBe(point === 'gemel.revokeSubject' ? 1 : 2);
    expect((await made.mailbox.deliver()).map(({ kind }) => kind)).toEqual(['account-deleted']);
    expect(await made.accounts.finishPending()).toBe(0);
  });
});
