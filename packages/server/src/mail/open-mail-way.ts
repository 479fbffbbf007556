/** Which way mail leaves this process: over SMTP, into the outbox page of development, or none. */
import type { AccountsOptions } from '@gemel/accounts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Logger } from '../logging/create-logger.ts';
import { createOutbox, type Outbox } from '../outbox/create-outbox.ts';
import { spellSender } from './mail-place.ts';
import { watchMail } from './watch-mail.ts';

export interface MailWay {
  /** Undefined: nothing that needs mail is there. */
  readonly options: AccountsOptions['mail'];
  /** In development without a mail server. */
  readonly outbox: Outbox | undefined;
}

export async function openMailWay(
  { mail, isProduction, mailPolicy }: Pick<Configuration, 'mail' | 'isProduction' | 'mailPolicy'>,
  logger: Logger,
): Promise<MailWay> {
  const onFailed: NonNullable<AccountsOptions['mail']>['onFailed'] = (failure) => logger.error({ ...failure }, 'mail.failed');
  const { notices, ...policy } = mailPolicy;
  const shared = { onFailed, ...policy, ...(notices === undefined ? {} : { notices }) };
  if (mail !== undefined) {
    const { createSmtpSend } = await import('./create-smtp-send.ts');
    const send = watchMail(createSmtpSend(mail), logger);
    return { options: { send, from: spellSender(mail.sender), ...shared }, outbox: undefined };
  }
  if (isProduction) return { options: undefined, outbox: undefined };
  const outbox = createOutbox(() => Date.now() / 1000);
  return { options: { send: outbox.send, ...shared }, outbox };
}
