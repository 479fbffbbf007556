/** Mail of a command: over SMTP where that is configured. The outbox of development is another process's. */
import type { AccountsOptions } from '@gemel/accounts';
import type { Configuration } from '../configuration/configuration.ts';
import { spellSender } from '../mail/mail-place.ts';

/** A command ends soon, and tries no longer than that. */
export async function commandMail({ mail }: Pick<Configuration, 'mail'>): Promise<AccountsOptions['mail']> {
  if (mail === undefined) return undefined;
  const { createSmtpSend } = await import('../mail/create-smtp-send.ts');
  return {
    send: createSmtpSend(mail),
    from: spellSender(mail.sender),
    onFailed: ({ kind, reason }) => void process.stderr.write(`gemel: A message (${kind}) could not be sent: ${reason}.\n`),
  };
}
