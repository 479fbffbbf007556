/** An invitation: a first password for whoever an account was made for, by a link that is good for that alone. */
import { afterEach, describe, expect, it } from 'vitest';
import { adasEmail, aWorld, otherPassword, password, signIn, type World } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { addPasskey } from '../passkeys/a-passkey-world.ts';
import { codeOf, present } from '../support.ts';

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));
const client = { address: '203.0.113.7', userAgent: 'curl/8.0.0' };
const day = 86_400;

interface InvitedWorld extends World {
  readonly invitations: NonNullable<World['accounts']['accountInvitations']>;
  readonly reset: NonNullable<World['accounts']['passwordReset']>;
  readonly subject: string;
  /** Mails an invitation and returns its token. */
  invite(): Promise<string>;
  /** The same for a link to a new password. */
  resetLink(): Promise<string>;
}

/** Somebody has made an account for Ada. */
async function anInvitedWorld(): Promise<InvitedWorld> {
  const world = await aWorld({ hasMail: true });
  worlds.push(world);
  world.clock.seconds = world.gemel.engineTime();
  const { subject } = await world.accounts.addAccount(adasEmail);
  const invitations = present(world.accounts.accountInvitations);
  const reset = present(world.accounts.passwordReset);
  const newest = async (): Promise<string> => tokenIn((await world.mailbox.deliver()).at(-1));
  return {
    ...world,
    ...{ invitations, reset, subject },
    invite: async () => {
      expect(await invitations.send(subject)).toBe(true);
      return newest();
    },
    resetLink: async () => {
      await reset.ask(adasEmail);
      return newest();
    },
  };
}

describe('an invitation', () => {
  it('is a letter of its own, leads to a page of its own, and lasts a day (6.4.1)', async () => {
    const { invitations, mailbox, clock, subject } = await anInvitedWorld();
    await invitations.send(subject, { actor: 'account:grace', client });
    const [message, ...others] = await mailbox.deliver();
    expect([message?.kind, message?.to, others]).toEqual(['invitation', adasEmail, []]);
    expect(message?.text).toMatch(/https:\/\/app\.example\/invitation\?token=[A-Za-z0-9_-]{43}\n/);
    expect(message?.text).toContain('for 24 hours');
    // The administrator's address is no business of the owner's.
    expect(message?.text).not.toContain(client.address);
    clock.seconds += day - 1;
    expect(await invitations.look(tokenIn(message))).toEqual({ email: adasEmail });
    clock.seconds += 1;
    expect(await invitations.look(tokenIn(message))).toBeUndefined();
    expect(await codeOf(invitations.accept({ token: tokenIn(message), newPassword: password }))).toBe('link_void');
  });

  it('sets the first password, shows that the mailbox is theirs, signs nobody in, and the owner hears of it (6.3.7)', async () => {
    const { invitations, invite, accounts, gemel, mailbox, subject } = await anInvitedWorld();
    const token = await invite();
    expect(await codeOf(accounts.signIn({ email: adasEmail, password }))).toBe('sign_in_failed');
    expect(await codeOf(invitations.accept({ token, newPassword: 'short' }))).toBe('password_too_short');
    const account = await invitations.accept({ token, newPassword: password, client });
    expect(account).toMatchObject({ subject, isEmailVerified: true, hasPassword: true });
    expect(await gemel.listSessions(subject)).toEqual([]);
    expect((await signIn(accounts, { email: adasEmail, password })).status).toBe('signed_in');
    const [notice, ...others] = await mailbox.deliver();
    expect([notice?.kind, notice?.to, others]).toEqual(['factor-added', adasEmail, []]);
    expect(notice?.text).toContain(client.address);
  });

  it('is good once, and not beside a newer one', async () => {
    const { invitations, invite } = await anInvitedWorld();
    const [older, newer] = [await invite(), await invite()];
    expect(await codeOf(invitations.accept({ token: older, newPassword: password }))).toBe('link_void');
    await invitations.accept({ token: newer, newPassword: password });
    expect(await codeOf(invitations.accept({ token: newer, newPassword: otherPassword }))).toBe('link_void');
  });

  it('ends with a password that is set in another way, and with the account', async () => {
    const { invitations, invite, reset, resetLink, accounts, subject } = await anInvitedWorld();
    const token = await invite();
    await reset.complete({ token: await resetLink(), newPassword: password });
    expect(await invitations.look(token)).toBeUndefined();
    expect(await codeOf(invitations.accept({ token, newPassword: otherPassword }))).toBe('link_void');
    expect((await signIn(accounts, { email: adasEmail, password })).status).toBe('signed_in');
    const { subject: other } = await accounts.addAccount('grace@example.com');
    await invitations.send(other);
    await accounts.setDisabled(subject, true);
    expect(await invitations.send(subject)).toBe(false);
  });

  it('is no link to a new password, nor is that one an invitation (S22)', async () => {
    const { invitations, invite, reset, resetLink } = await anInvitedWorld();
    const [invitation, link] = [await invite(), await resetLink()];
    expect(await codeOf(reset.complete({ token: invitation, newPassword: password }))).toBe('link_void');
    expect(await codeOf(invitations.accept({ token: link, newPassword: password }))).toBe('link_void');
    expect([await reset.look(invitation), await invitations.look(link)]).toEqual([undefined, undefined]);
    // Neither attempt has cost anybody theirs.
    expect(await invitations.look(invitation)).toEqual({ email: adasEmail });
    expect(await reset.look(link)).toEqual({ email: adasEmail });
  });

  it('leaves a link to a new password its ten minutes (6.5.5)', async () => {
    const { reset, resetLink, clock } = await anInvitedWorld();
    const link = await resetLink();
    clock.seconds += 600;
    expect(await reset.look(link)).toBeUndefined();
  });

  it('is mailed to nobody who has a password, is disabled, or is not there', async () => {
    const { invitations, accounts, mailbox, subject, signUp } = await anInvitedWorld();
    const grace = await signUp('grace@example.com');
    await mailbox.deliver();
    await accounts.setDisabled(subject, true);
    await mailbox.deliver();
    for (const one of [grace.subject, subject, 'nobody']) expect(await invitations.send(one)).toBe(false);
    expect(mailbox.waiting()).toBe(0);
  });

  it('leaves nothing of whoever was in the account before: neither a session nor a passkey (S25)', async () => {
    const world = await anInvitedWorld();
    const { invitations, invite, accounts, gemel, subject } = world;
    const authentication = { time: gemel.engineTime(), amr: ['fed'], acr: 'aal1' };
    const { session } = await gemel.startSession({ subject, authentication });
    await addPasskey(world, { subject, sid: session.sid });
    // The passkey has made what was mailed before void.
    await invitations.accept({ token: await invite(), newPassword: password });
    expect(await gemel.listSessions(subject)).toEqual([]);
    expect(await accounts.passkeys.list(subject)).toEqual([]);
  });

  it('is told to the audit log: who sent it, that it was accepted, and what came too late', async () => {
    const { invitations, mailbox, accounts, subject } = await anInvitedWorld();
    await invitations.send(subject, { actor: 'account:grace' });
    const token = tokenIn((await mailbox.deliver())[0]);
    await invitations.accept({ token, newPassword: password, client });
    await codeOf(invitations.accept({ token, newPassword: password, client }));
    const { entries } = await accounts.audit.search({
      kinds: ['invitation.sent', 'invitation.accepted', 'invitation.failed'],
      order: 'oldest',
    });
    expect(entries).toMatchObject([
      { kind: 'invitation.sent', actor: 'account:grace', subject },
      { kind: 'invitation.accepted', actor: 'owner', subject, address: client.address },
      { kind: 'invitation.failed', actor: 'nobody', subject: null, facts: { reason: 'proof_void' } },
    ]);
    expect(JSON.stringify(entries)).not.toContain(token);
  });
});
