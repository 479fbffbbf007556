/** The message that asks whether an address is its owner's. */
import type { ClientFacts } from 'gemel';
import type { AccountRecord } from '../account.ts';
import { mayMail } from '../limits/mail-limits.ts';
import type { DueMail } from '../mail/create-mail.ts';
import { occasionOf } from '../mail/occasion.ts';
import type { AccountParts } from '../parts.ts';

/** Makes a link for the account's address, which voids the one before. */
export async function dueVerification(
  { challenges, now }: Pick<AccountParts, 'challenges' | 'now'>,
  account: AccountRecord,
  client: ClientFacts | undefined,
): Promise<DueMail<'verify-email'>> {
  const { secret, expiresIn } = await challenges.issue('verify_email', account);
  return { to: account.email, facts: { ...occasionOf(now(), client), token: secret, validFor: expiresIn } };
}

/** Mails a link behind the request, within the limits of mail. */
export function postVerification(parts: AccountParts, account: AccountRecord, client: ClientFacts | undefined): void {
  parts.mail?.postLater('verify-email', async () =>
    (await mayMail(parts, { email: account.email, client })) ? dueVerification(parts, account, client) : undefined,
  );
}
