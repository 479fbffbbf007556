/** An invitation to an account that somebody else has made: its owner's first password, by a link that lasts a day. ASVS 6.4.1 */
import { type Account, type AccountRecord, isLeaving } from '../account.ts';
import { type Administering, byOperator, headOf } from '../administering.ts';
import type { LinkSubject } from '../email-verification/email-verification.ts';
import { takeMail } from '../limits/mail-limits.ts';
import type { Mail } from '../mail/create-mail.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { createChooseByLink } from '../password-reset/choose-by-link.ts';
import type { ResetPassword } from '../password-reset/password-reset.ts';

export interface AccountInvitations {
  /**
   * Mails the owner a link to a first password; those mailed before are void. Returns false, and mails nothing, where there is no such account, it is
   * disabled, or has a password already: `passwordReset` is for that one.
   *
   * @throws GemelError `mail_throttled`
   */
  send(subject: string, by?: Administering): Promise<boolean>;
  /** Returns whose first password a link is for, without using it up. Undefined for one that is no longer good. */
  look(token: string): Promise<LinkSubject | undefined>;
  /**
   * Uses the link up and sets the password, where the account has none still; the address counts as verified, authenticators that nobody had shown
   * to be the owner's are gone (S25), and the owner is told. Signs nobody in. A password that is refused leaves the link good.
   *
   * @throws GemelError `link_void`, the refusals of `signUp`, `hashing_busy`
   */
  accept(given: ResetPassword): Promise<Account>;
}

export function createAccountInvitations(parts: AccountParts, mail: Mail): AccountInvitations {
  const { store, challenges, now, audit } = parts;

  const { look, complete } = createChooseByLink(parts, {
    purpose: 'invitation',
    events: { done: 'invitation.accepted', failed: 'invitation.failed' },
    isFor: hasNoPassword,
    tell: ({ email }, client) => mail.post('factor-added', email, { factor: 'password', ...occasionOf(now(), client) }),
  });

  return {
    send: async (subject, by = byOperator) => {
      requireTexts({ subject });
      const account = await store.findById(subject);
      if (account === undefined || account.isDisabled || isLeaving(account) || !hasNoPassword(account)) return false;
      await takeMail(parts, { email: account.email, client: undefined });
      const { secret, expiresIn } = await challenges.issue('invitation', account);
      audit.write({ kind: 'invitation.sent', ...headOf(by), subject });
      mail.post('invitation', account.email, { ...occasionOf(now(), undefined), token: secret, validFor: expiresIn });
      return true;
    },
    look,
    accept: complete,
  };
}

function hasNoPassword({ passwordHash }: AccountRecord): boolean {
  return passwordHash === null;
}
