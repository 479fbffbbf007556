/** What a sign-up writes to the address that was given: a link to confirm it, or that it has an account already. The answer tells neither. ASVS 6.3.8 */
import type { ClientFacts } from 'gemel';
import { mayMail } from '../limits/mail-limits.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';
import { dueVerification } from './post-verification.ts';

export interface SignedUp {
  /** In canonical form. */
  readonly email: string;
  readonly outcome: 'inserted' | 'taken';
  readonly client: ClientFacts | undefined;
}

/**
 * Leads whoever signs up with a taken address to a new password, even where nobody has confirmed that address: a link that confirms would
 * hand it to whoever made that account (S25).
 */
export function postSignUpMail(parts: AccountParts, { email, outcome, client }: SignedUp): void {
  const { store, challenges, mail, now } = parts;
  if (outcome === 'inserted') {
    mail?.postLater('verify-email', async () => {
      const account = (await mayMail(parts, { email, client })) ? await store.findByEmail(email) : undefined;
      return account && dueVerification(parts, account, client);
    });
  } else {
    mail?.postLater('already-registered', async () => {
      const account = (await mayMail(parts, { email, client })) ? await store.findByEmail(email) : undefined;
      // As much work as for a new account: this process answers others meanwhile, and they could tell.
      await challenges.issue('verify_email', undefined);
      return account && { to: account.email, facts: occasionOf(now(), client) };
    });
  }
}
