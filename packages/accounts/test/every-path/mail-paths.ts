/** Paths with a mailed link. */
import { expect } from 'vitest';
import { adasEmail, otherPassword, password, signIn } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { anOwner } from '../second-factor/an-owner.ts';
import { codeOf, present } from '../support.ts';
import { client, here, told, type PathRow } from './path-row.ts';

export const mailPaths: readonly PathRow[] = [
  {
    path: 'an address that has to be verified first',
    world: { hasMail: true, requiresVerifiedEmail: true },
    walk: async ({ accounts, mailbox }) => {
      await codeOf(accounts.signIn({ email: adasEmail, password, client }));
      await present(accounts.emailVerification).ask(adasEmail, client);
      await present(accounts.emailVerification).confirm(tokenIn((await mailbox.deliver()).at(-1)));
    },
    events: [
      { kind: 'sign_in.failed', ...told({ way: 'password', reason: 'email_unverified' }) },
      { kind: 'email.verification_asked', actor: 'nobody', ...here },
      { kind: 'email.verified', actor: 'owner' },
    ],
  },
  {
    path: 'a new password by a mailed link, for an account that had an unproven app; the link once more; an unknown address',
    world: { hasMail: true },
    walk: async (world) => {
      const reset = present(world.accounts.passwordReset);
      const owner = await anOwner({}, world);
      await world.mailbox.deliver();
      await reset.ask(adasEmail, client);
      const token = tokenIn((await world.mailbox.deliver())[0]);
      await reset.ask('nobody@example.com', client);
      await world.mailbox.deliver();
      await reset.complete({ token, newPassword: otherPassword, client });
      await codeOf(reset.complete({ token, newPassword: otherPassword, client }));
      return { secrets: [token, owner.code()] };
    },
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'password.reset_asked', actor: 'nobody', subject: expect.any(String) as string, ...here },
      { kind: 'password.reset_asked', actor: 'nobody', subject: null, ...here },
      { kind: 'factor.removed', actor: 'system', facts: { factor: 'totp' } },
      { kind: 'password.reset', actor: 'owner', ...here },
      { kind: 'session.ended', facts: { reason: 'password_changed' } },
      { kind: 'password.reset_failed', subject: null, ...told({ reason: 'proof_void' }) },
    ],
  },
  {
    path: 'an invitation to an account that somebody else made, accepted; the link once more',
    world: { hasMail: true },
    walk: async ({ accounts, mailbox }) => {
      const invitations = present(accounts.accountInvitations);
      await mailbox.deliver();
      const { subject } = await accounts.addAccount('mary@example.com', { actor: 'account:grace' });
      await invitations.send(subject, { actor: 'account:grace' });
      const token = tokenIn((await mailbox.deliver())[0]);
      await invitations.accept({ token, newPassword: otherPassword, client });
      await codeOf(invitations.accept({ token, newPassword: otherPassword, client }));
      return { secrets: [token, otherPassword] };
    },
    events: [
      { kind: 'account.added', actor: 'account:grace', subject: expect.any(String) as string },
      { kind: 'invitation.sent', actor: 'account:grace', subject: expect.any(String) as string },
      { kind: 'invitation.accepted', actor: 'owner', subject: expect.any(String) as string, ...here },
      { kind: 'invitation.failed', subject: null, ...told({ reason: 'proof_void' }) },
    ],
  },
  {
    path: 'confirming an address, and more mail than is allowed',
    world: { hasMail: true },
    walk: async ({ accounts, mailbox }, ada) => {
      const verification = present(accounts.emailVerification);
      await mailbox.deliver();
      for (let asked = 0; asked < 4; asked++) await codeOf(verification.send(ada, client));
      const token = tokenIn((await mailbox.deliver()).at(-1));
      await verification.confirm(token);
      return { secrets: [token] };
    },
    events: [
      { kind: 'email.verification_asked', actor: 'owner', ...here },
      { kind: 'mail.throttled', actor: 'nobody', subject: null, ...here },
      { kind: 'email.verified', actor: 'owner' },
    ],
  },
  {
    path: 'a mailed link that signs in and is the first proof of the address; the link once more; an unknown address',
    world: { hasMail: true, hasSignInLinks: true },
    walk: async ({ accounts, mailbox }) => {
      const links = present(accounts.signInLink);
      await signIn(accounts, { email: adasEmail, password });
      await mailbox.deliver();
      const { browser } = await links.ask(adasEmail, client);
      const token = tokenIn((await mailbox.deliver())[0]);
      await links.ask('nobody@example.com', client);
      await mailbox.deliver();
      const result = await links.redeem({ token, browser, client });
      await codeOf(links.redeem({ token, browser, client }));
      return { secrets: [token, browser], ...(result.status === 'signed_in' ? { sid: result.session.sid } : {}) };
    },
    amr: ['email'],
    acr: 'aal1',
    events: [
      { kind: 'sign_in.succeeded' },
      { kind: 'sign_in_link.asked', actor: 'nobody', ...here },
      { kind: 'sign_in_link.asked', actor: 'nobody', subject: null, ...here },
      { kind: 'email.verified', actor: 'owner', ...here },
      { kind: 'password.removed', actor: 'system', ...here },
      { kind: 'sign_in.succeeded', actor: 'owner', ...told({ ways: ['link'], amr: ['email'], acr: 'aal1' }) },
      { kind: 'session.ended', facts: { reason: 'password_changed' } },
      { kind: 'sign_in.failed', subject: null, ...told({ way: 'link', reason: 'proof_void' }) },
    ],
  },
  {
    path: 'a mailed link and a second factor',
    world: { hasMail: true, hasSignInLinks: true },
    walk: async (world) => {
      const { accounts, mailbox } = world;
      await present(accounts.emailVerification).confirm(tokenIn((await mailbox.deliver())[0]));
      const owner = await anOwner({}, world);
      await mailbox.deliver();
      await present(accounts.signInLink).ask(adasEmail, client);
      const token = tokenIn((await mailbox.deliver())[0]);
      const half = await present(accounts.signInLink).redeem({ token, client });
      const pending = half.status === 'second_factor_needed' ? half.pending : '';
      const { session } = await accounts.secondFactor.confirm({ pending, totp: owner.code(1), client });
      return { sid: session.sid, secrets: [token, pending] };
    },
    amr: ['email', 'otp', 'mfa'],
    acr: 'aal2',
    events: [
      { kind: 'email.verified' },
      { kind: 'sign_in.succeeded' },
      { kind: 'factor.added' },
      { kind: 'sign_in_link.asked', ...here },
      { kind: 'sign_in.second_factor_needed', ...told({ ways: ['link'], factors: ['totp'] }) },
      { kind: 'sign_in.succeeded', ...told({ ways: ['link', 'totp'], amr: ['email', 'otp', 'mfa'], acr: 'aal2' }) },
    ],
  },
];
