/** Another e-mail address for an account: asked for with a recent proof, shown by a link to the new one to be its owner's, told to the old one, which can take it back. */
import { GemelError } from '@gemel/protocol';
import { type Account, type AccountRecord, accountOf } from '../account.ts';
import { parseEmail } from '../email/parse-email.ts';
import type { LinkSubject } from '../email-verification/email-verification.ts';
import { takeMail } from '../limits/mail-limits.ts';
import type { Mail } from '../mail/create-mail.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { type Asking, readAsking, requireRecent } from '../step-up/require-recent.ts';
import { giveAddress } from './give-address.ts';
import { createUndoEmailChange, type UndoEmailChange } from './undo-email-change.ts';

export interface EmailChange {
  /**
   * Mails a link to the new address; those mailed before are void. Does nothing where the account has it already. Where the address has an account already, that one's owner hears of it
   * instead: whoever asks cannot tell (ASVS 6.3.8).
   *
   * @throws GemelError what `requireRecent` throws (ASVS 7.5.1); `email_invalid`, `mail_throttled`
   */
  ask(asking: Asking, newEmail: string): Promise<void>;
  /** Returns the new address that a link is for, without using it up. Undefined for one that is no longer good. */
  look(token: string): Promise<LinkSubject | undefined>;
  /**
   * Uses the link up: the account has the new address from now on, verified; other links of it are void. Its sessions stay. The old address is
   * told, and can take it back for a week. Only a session of the account can do it: of an address that was mistyped its owner gets nothing.
   *
   * @throws GemelError `session_unknown`; `link_void`, also where another account has the address by now
   */
  confirm(asking: Asking, token: string): Promise<Account>;
  /** For whoever holds the old address. */
  readonly undo: UndoEmailChange;
}

export function createEmailChange(parts: AccountParts, mail: Mail): EmailChange {
  const { store, challenges, now, audit } = parts;
  return {
    ask: async (asking, given) => {
      requireTexts({ email: given });
      const account = await requireRecent(parts, asking);
      const newEmail = parseEmail(given)?.email;
      if (newEmail === undefined) throw new GemelError('email_invalid');
      if (newEmail === account.email) return;
      const { sid, client } = asking;
      await takeMail(parts, { email: newEmail, client });
      audit.write({ kind: 'email.change_asked', subject: account.id, sid, client });
      const { secret, expiresIn } = await challenges.issue('change_email', account, { newEmail });
      const occasion = occasionOf(now(), client);
      mail.postLater('email-change-verify', async () =>
        (await store.findByEmail(newEmail)) === undefined
          ? { to: newEmail, facts: { ...occasion, token: secret, validFor: expiresIn } }
          : undefined,
      );
      mail.postLater('already-registered', async () =>
        (await store.findByEmail(newEmail)) === undefined ? undefined : { to: newEmail, facts: occasion },
      );
    },

    look: async (token) => {
      requireTexts({ token });
      const open = await challenges.look('change_email', token);
      return open?.account && { email: newEmailIn(open.data) };
    },

    confirm: async (asking, token) => {
      requireTexts({ token });
      const { account: asker } = await readAsking(parts, asking);
      const shown = await challenges.look('change_email', token);
      // Somebody else's link is not used up by whoever it was handed to.
      if (shown?.account?.id !== asker.id) throw new GemelError('link_void');
      const taken = await challenges.take('change_email', token);
      if (taken?.account === undefined) throw new GemelError('link_void');
      const { account: before } = taken;
      const undo = await issueUndo(before);
      const changed = await giveAddress(store, before.id, newEmailIn(taken.data), (record) => {
        if (record.stamp !== before.stamp || record.isDisabled) throw new GemelError('link_void');
        return { ...record, emailVerifiedAt: now(), stamp: record.stamp + 1 };
      });
      if (changed === undefined) throw new GemelError('link_void');
      const { sid, client } = asking;
      audit.write({ kind: 'email.changed', subject: before.id, sid, client });
      mail.post('email-changed', before.email, { newEmail: changed.email, ...occasionOf(now(), client), ...undo });
      return accountOf(changed);
    },

    undo: createUndoEmailChange(parts, mail),
  };

  /**
   * Before the change: whoever takes an earlier one back at this moment finds it, and makes it void. Where nothing comes of the change, nobody is given it. An
   * address that nobody had confirmed gets nothing to take back: it may never have been its holder's account.
   */
  async function issueUndo(before: AccountRecord): Promise<Partial<UndoFacts>> {
    if (before.emailVerifiedAt === null) return {};
    const { email: formerEmail, stamp } = before;
    const { secret, expiresIn } = await challenges.issue('undo_email_change', before, { formerEmail, stamp, changedAt: now() });
    return { token: secret, validFor: expiresIn };
  }
}

interface UndoFacts {
  readonly token: string;
  readonly validFor: number;
}

function newEmailIn(data: unknown): string {
  return (data as { readonly newEmail: string }).newEmail; // as ask issued it
}
