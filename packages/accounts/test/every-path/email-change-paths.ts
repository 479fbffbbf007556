/** Paths on which an account's address changes. */
import { adasEmail, password, signIn } from '../a-world.ts';
import { tokenIn } from '../mail/a-mailbox.ts';
import { codeOf, present } from '../support.ts';
import { client, here, told, type PathRow } from './path-row.ts';

export const emailChangePaths: readonly PathRow[] = [
  {
    path: 'another address, and the old one taken back',
    world: { hasMail: true },
    walk: async ({ accounts, mailbox, clock }, ada) => {
      await present(accounts.emailVerification).confirm(tokenIn((await mailbox.deliver())[0]));
      const { session } = await signIn(accounts, { email: adasEmail, password, client });
      const asking = { subject: ada, sid: session.sid, client };
      const change = present(accounts.emailChange);
      await change.ask(asking, 'lovelace@example.org');
      const token = tokenIn((await mailbox.deliver())[0]);
      await change.confirm(asking, token);
      await codeOf(change.confirm(asking, token));
      const undo = tokenIn((await mailbox.deliver())[0]);
      clock.seconds += 1;
      await accounts.recoveryCodes.renew(asking);
      await change.undo.confirm(undo, client);
      return { secrets: [token, undo] };
    },
    events: [
      { kind: 'email.verified' },
      { kind: 'sign_in.succeeded' },
      { kind: 'email.change_asked', actor: 'owner', ...here },
      { kind: 'email.changed', actor: 'owner', ...here },
      { kind: 'factor.added', ...told({ factor: 'recovery_codes' }) },
      { kind: 'factor.removed', actor: 'system', facts: { factor: 'recovery_codes' } },
      { kind: 'email.change_undone', actor: 'owner', ...here },
      { kind: 'session.ended', facts: { reason: 'password_changed' } },
    ],
  },
];
