/** Tells the owner what somebody else did to the account. */
import type { AccountRecord } from '../account.ts';
import { mayMail } from '../limits/mail-limits.ts';
import type { AccountParts } from '../parts.ts';
import type { MailOccasion } from './mail-facts.ts';

/** An address that nobody has confirmed may be a stranger's: no more reaches it than the limits of mail let through. */
export function tellOwner(
  parts: AccountParts,
  kind: 'account-deleted' | 'account-disabled',
  { email, emailVerifiedAt }: Pick<AccountRecord, 'email' | 'emailVerifiedAt'>,
  occasion: MailOccasion,
): void {
  if (emailVerifiedAt !== null) return parts.mail?.post(kind, email, occasion);
  const { address } = occasion;
  const client = address === undefined ? undefined : { address };
  parts.mail?.postLater(kind, async () => ((await mayMail(parts, { email, client })) ? { to: email, facts: occasion } : undefined));
}
