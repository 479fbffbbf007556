/** A new password for whoever holds the mailbox: asked for by e-mail address, the same for every address; a link, a page, a new password. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import type { Account } from '../account.ts';
import { parseEmail } from '../email/parse-email.ts';
import type { LinkSubject } from '../email-verification/email-verification.ts';
import { takeMail } from '../limits/mail-limits.ts';
import type { Mail } from '../mail/create-mail.ts';
import { occasionOf } from '../mail/occasion.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { createChooseByLink } from './choose-by-link.ts';

export interface ResetPassword {
  /** From the link. */
  readonly token: string;
  readonly newPassword: string;
  /** For the notice to the owner. */
  readonly client?: ClientFacts;
}

export interface PasswordReset {
  /**
   * Mails a link to the address if it has an account that is not disabled; those mailed before are void. Resolves alike for every
   * address, before anything is looked up: the caller cannot tell, and neither can the time that it takes.
   *
   * @throws GemelError `email_invalid`, `mail_throttled`
   */
  ask(email: string, client?: ClientFacts): Promise<void>;
  /** Returns whose password a link is for, without using it up. Undefined for one that is no longer good. */
  look(token: string): Promise<LinkSubject | undefined>;
  /**
   * Uses the link up and sets the password; every session of the account ends (`password_changed`), refresh tokens with them, and its owner
   * is told. Signs nobody in: the second factor is asked for as ever (ASVS 6.4.3). Where the address had not been verified it now is,
   * and authenticators that were enrolled before are gone: nobody knows whose they are (S25). A password that is refused leaves the link good.
   *
   * @throws GemelError `link_void`, the refusals of `signUp`, `hashing_busy`
   */
  complete(given: ResetPassword): Promise<Account>;
}

export function createPasswordReset(parts: AccountParts, mail: Mail): PasswordReset {
  const { store, challenges, now, audit } = parts;

  return {
    ask: async (given, client) => {
      requireTexts({ email: given });
      const email = parseEmail(given)?.email;
      if (email === undefined) throw new GemelError('email_invalid');
      await takeMail(parts, { email, client });
      mail.postLater('reset-password', async () => {
        const account = await store.findByEmail(email);
        const isDue = account !== undefined && !account.isDisabled;
        // A link that nobody gets costs as much as one that somebody gets: this process answers others meanwhile, and they could tell.
        audit.write({ kind: 'password.reset_asked', subject: isDue ? account.id : undefined, client });
        const { secret, expiresIn } = await challenges.issue('reset_password', isDue ? account : undefined);
        return isDue ? { to: account.email, facts: { ...occasionOf(now(), client), token: secret, validFor: expiresIn } } : undefined;
      });
    },

    ...createChooseByLink(parts, {
      purpose: 'reset_password',
      events: { done: 'password.reset', failed: 'password.reset_failed' },
      isFor: () => true,
      tell: ({ email }, client) => mail.post('password-changed', email, occasionOf(now(), client)),
    }),
  };
}
