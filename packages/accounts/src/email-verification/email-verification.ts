/** Showing that messages to an account's address arrive: a link is mailed, a page shows it, a button redeems it. */
import { GemelError } from '@gemel/protocol';
import type { ClientFacts } from 'gemel';
import { type Account, accountOf } from '../account.ts';
import { actorOf } from '../audit/actor-of.ts';
import { changeAccount } from '../change-account.ts';
import { parseEmail } from '../email/parse-email.ts';
import { takeMail } from '../limits/mail-limits.ts';
import type { Mail } from '../mail/create-mail.ts';
import { type AccountParts, requireTexts } from '../parts.ts';
import { dueVerification } from './post-verification.ts';

/** What a one-time link is about, for the page that shows it before it is used. */
export interface LinkSubject {
  readonly email: string;
}

export interface EmailVerification {
  /** Whether nobody signs in before their address has been confirmed. */
  readonly isRequired: boolean;
  /**
   * Mails another link to the address of an account; the one before is void. Does nothing where the address is verified.
   *
   * @param by who asks, for the audit log: a subject, as `whoActs` names it; the owner where nothing is said
   * @throws GemelError `mail_throttled`, `session_unknown` where there is no such account
   */
  send(subject: string, client?: ClientFacts, by?: string): Promise<void>;
  /**
   * The same for whoever is not signed in: mails a link if the address has an account that is not disabled and has not been confirmed. Resolves alike for
   * every address, before anything is looked up.
   *
   * @throws GemelError `email_invalid`, `mail_throttled`
   */
  ask(email: string, client?: ClientFacts): Promise<void>;
  /** Returns whose address a link is for, without using it up: a mail server's scanner that opens it changes nothing. Undefined for one that is no longer good. */
  look(token: string): Promise<LinkSubject | undefined>;
  /** Uses a link up and notes that the address is its owner's. Signs nobody in. @throws GemelError `link_void` */
  confirm(token: string, client?: ClientFacts): Promise<Account>;
}

export function createEmailVerification(parts: AccountParts, mail: Mail): EmailVerification {
  const { store, challenges, now, audit } = parts;
  return {
    isRequired: parts.requiresVerifiedEmail,

    send: async (subject, client, by = subject) => {
      const account = await store.findById(subject);
      if (account === undefined || account.isDisabled) throw new GemelError('session_unknown');
      if (account.emailVerifiedAt !== null) return;
      await takeMail(parts, { email: account.email, client });
      audit.write({ kind: 'email.verification_asked', actor: actorOf(by, subject), subject, client });
      mail.post('verify-email', account.email, (await dueVerification(parts, account, client)).facts);
    },

    ask: async (given, client) => {
      requireTexts({ email: given });
      const email = parseEmail(given)?.email;
      if (email === undefined) throw new GemelError('email_invalid');
      await takeMail(parts, { email, client });
      mail.postLater('verify-email', async () => {
        const account = await store.findByEmail(email);
        const isDue = account !== undefined && !account.isDisabled && account.emailVerifiedAt === null;
        audit.write({ kind: 'email.verification_asked', actor: 'nobody', subject: isDue ? account.id : undefined, client });
        if (isDue) return dueVerification(parts, account, client);
        // As much work as for one that is due: this process answers others meanwhile, and they could tell.
        await challenges.issue('verify_email', undefined);
        return undefined;
      });
    },

    look: async (token) => {
      requireTexts({ token });
      const open = await challenges.look('verify_email', token);
      return open?.account && { email: open.account.email };
    },

    confirm: async (token, client) => {
      requireTexts({ token });
      const taken = await challenges.take('verify_email', token);
      if (taken?.account === undefined) throw new GemelError('link_void');
      const { id, stamp } = taken.account;
      const changed = await changeAccount(store, id, (record) => {
        if (record.stamp !== stamp) throw new GemelError('link_void');
        return { ...record, emailVerifiedAt: record.emailVerifiedAt ?? now() };
      });
      if (changed === undefined) throw new GemelError('link_void');
      audit.write({ kind: 'email.verified', subject: id, client });
      return accountOf(changed);
    },
  };
}
