/**
 * Every change of what opens an account, and what its owner hears of it, in one table. ASVS 6.3.7
 *
 * A new change is a new row: how it is made, and which messages it leaves. The last test fails where a kind of message is in no row, and not in
 * the list of those that tell of something else.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { type MailKind, mailKinds } from '../../src/index.ts';
import type { Asking } from '../../src/step-up/require-recent.ts';
import { totpCode } from '../../src/totp/totp-code.ts';
import { adasEmail, otherPassword, password, type World, type WorldOptions } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { addPasskey, aPasskeyWorld, signInByPasskey } from '../passkeys/a-passkey-world.ts';
import { fromBase32 } from '../second-factor/an-owner.ts';
import { present } from '../support.ts';

const client = { address: '203.0.113.7', userAgent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/149.0' };
const newEmail = 'lovelace@example.org';

interface ChangeRow {
  readonly change: string;
  readonly world?: WorldOptions;
  /** What has to be there first; its messages do not count. */
  readonly before?: (world: World, asking: Asking) => Promise<unknown>;
  /** @param prepared what `before` returned */
  act(world: World, asking: Asking, prepared: unknown): Promise<unknown>;
  /** Kinds, each to Ada's address where no other is named, and words that it says. */
  readonly told: readonly (readonly [kind: MailKind, says: string, to?: string])[];
}

async function enrolApp({ accounts, clock }: World, asking: Asking): Promise<void> {
  const { enrolment, secret } = await accounts.totp.begin(asking);
  await accounts.totp.confirm(asking, enrolment, totpCode(fromBase32(secret), Math.floor(clock.seconds / 30)));
}

async function askForNewEmail({ accounts, mailbox }: World, asking: Asking): Promise<string> {
  await present(accounts.emailChange).ask(asking, newEmail);
  return tokenIn((await mailbox.deliver()).at(-1));
}

const changes: readonly ChangeRow[] = [
  {
    change: 'another password, by who knows the current one',
    act: ({ accounts }, { subject, sid }) =>
      accounts.changePassword({ subject, sid, currentPassword: password, newPassword: otherPassword, client }),
    told: [['password-changed', 'was changed']],
  },
  {
    change: 'another password, by a mailed link',
    before: async ({ accounts, mailbox }) => {
      await present(accounts.passwordReset).ask(adasEmail, client);
      return tokenIn((await mailbox.deliver()).at(-1));
    },
    act: ({ accounts }, _, token) => present(accounts.passwordReset).complete({ token: String(token), newPassword: otherPassword, client }),
    told: [['password-changed', 'was changed']],
  },
  {
    change: 'no password any more, since a link that signs in was the first proof of the address',
    world: { hasSignInLinks: true },
    before: async ({ accounts, mailbox }) => {
      await present(accounts.signInLink).ask(adasEmail, client);
      return tokenIn((await mailbox.deliver()).at(-1));
    },
    act: ({ accounts }, _, token) => present(accounts.signInLink).redeem({ token: String(token) }),
    told: [['factor-removed', 'a password']],
  },
  { change: 'an authenticator app, added', act: enrolApp, told: [['factor-added', 'an authenticator app']] },
  {
    change: 'an authenticator app, removed',
    before: enrolApp,
    act: ({ accounts }, asking) => accounts.totp.remove(asking),
    told: [['factor-removed', 'an authenticator app']],
  },
  {
    change: 'recovery codes, the first ones',
    act: ({ accounts }, asking) => accounts.recoveryCodes.renew(asking),
    told: [['factor-added', 'recovery codes']],
  },
  {
    change: 'recovery codes, new ones',
    before: ({ accounts }, asking) => accounts.recoveryCodes.renew(asking),
    act: ({ accounts }, asking) => accounts.recoveryCodes.renew(asking),
    told: [['recovery-codes-renewed', 'no longer work']],
  },
  {
    change: 'recovery codes, removed',
    before: ({ accounts }, asking) => accounts.recoveryCodes.renew(asking),
    act: ({ accounts }, asking) => accounts.recoveryCodes.remove(asking),
    told: [['factor-removed', 'recovery codes']],
  },
  {
    change: 'a recovery code, used',
    before: async (world, asking) => {
      await enrolApp(world, asking);
      const [recoveryCode] = await world.accounts.recoveryCodes.renew(asking);
      const half = await world.accounts.signIn({ email: adasEmail, password });
      return { pending: half.status === 'second_factor_needed' ? half.pending : '', recoveryCode };
    },
    act: ({ accounts }, _, prepared) =>
      accounts.secondFactor.confirm(prepared as { readonly pending: string; readonly recoveryCode: string }),
    told: [['recovery-code-used', '9 codes are left']],
  },
  {
    change: 'a passkey, added',
    act: ({ accounts }, asking) => addPasskey({ accounts }, asking, { name: 'the blue one' }),
    told: [['factor-added', 'a passkey called “the blue one”']],
  },
  {
    change: 'a passkey, removed',
    before: async (world, asking) => {
      const { authenticator, passkey } = await addPasskey(world, asking, { name: 'the blue one' });
      return { own: await signInByPasskey(world, authenticator), id: passkey.id };
    },
    act: ({ accounts }, _, prepared) => {
      const { own, id } = prepared as { readonly own: Asking; readonly id: string };
      return accounts.passkeys.remove(own, id);
    },
    told: [['factor-removed', 'a passkey called “the blue one”']],
  },
  {
    change: 'another e-mail address',
    before: askForNewEmail,
    act: ({ accounts }, asking, token) => present(accounts.emailChange).confirm(asking, String(token)),
    told: [['email-changed', 'l…@example.org']],
  },
  {
    change: 'the former e-mail address, taken back',
    before: async (world, asking) => {
      await present(world.accounts.emailVerification).send(asking.subject);
      await present(world.accounts.emailVerification).confirm(tokenIn((await world.mailbox.deliver()).at(-1)));
      await present(world.accounts.emailChange).confirm(asking, await askForNewEmail(world, asking));
      return tokenIn((await world.mailbox.deliver()).at(-1));
    },
    act: ({ accounts }, _, token) => present(accounts.emailChange).undo.confirm(String(token), client),
    told: [['email-changed', 'a…@example.com', newEmail]],
  },
];

/** Kinds that tell of something else than a change, or whose change is another's business. */
const others: ReadonlySet<MailKind> = new Set([
  'verify-email',
  'already-registered',
  'reset-password',
  'invitation',
  'sign-in-link',
  'email-change-verify',
  'provider-linked',
  'provider-unlinked',
  'suspicious-sign-in',
  'account-disabled',
  'account-deleted',
]);

const worlds: World[] = [];
afterEach(() => Promise.all(worlds.splice(0).map((world) => world.stop())));

describe('the owner hears of each change of what opens the account (6.3.7)', () => {
  it.each(changes)('$change', async ({ world: options, before, act, told }) => {
    const world = await aPasskeyWorld(options);
    worlds.push(world);
    const prepared = await before?.(world, world.asking);
    await world.mailbox.deliver();
    await act(world, { ...world.asking, client }, prepared);
    const messages = await world.mailbox.deliver();
    expect(messages.map(({ kind, to }) => [kind, to])).toEqual(told.map(([kind, , to = adasEmail]) => [kind, to]));
    for (const [index, [kind, says]] of told.entries()) {
      const { text = '', html = '' } = messages[index] ?? {};
      expect(text).toContain(says);
      // What takes a change back is no way in; nothing else in it proves anything.
      if (kind !== 'email-changed') expect(`${text}${html}`).not.toContain('token=');
      for (const secret of [password, otherPassword]) expect(`${text}${html}`).not.toContain(secret);
    }
  });

  it('has a row for every message that tells of one', () => {
    const kinds = new Set(changes.flatMap(({ told }) => told.map(([kind]) => kind)));
    expect(mailKinds.filter((kind) => !kinds.has(kind))).toEqual(mailKinds.filter((kind) => others.has(kind)));
  });
});
