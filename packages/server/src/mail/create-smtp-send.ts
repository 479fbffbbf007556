/** Sends mail over SMTP. Every wait is bounded, and an error that leaves here holds a code alone: a server's words hold the address. */
import { permanentMailError, type MailMessage, type SendMail } from '@gemel/accounts';
import { createTransport } from 'nodemailer';
import type { MailSettings } from './mail-place.ts';
import { smtpCodes, smtpOptions, type SmtpOptions } from './smtp-options.ts';

/** Each message is a connection of its own: nothing is kept that a server or a firewall could have dropped meanwhile. */
export function createSmtpSend({ place, sender }: MailSettings, options: SmtpOptions = {}): SendMail {
  // Content comes as text: nothing is read from files or fetched on its behalf.
  const transport = createTransport({ ...smtpOptions(place, options), disableFileAccess: true, disableUrlAccess: true });
  const domain = sender.address.slice(sender.address.indexOf('@') + 1);
  return async (message) => {
    try {
      await transport.sendMail({ ...contentOf(message, domain), from: sender });
    } catch (error) {
      throw spokenOf(error);
    }
  };
}

function contentOf({ id, to, subject, text, html }: MailMessage, domain: string) {
  return {
    to: { name: '', address: to },
    subject,
    text,
    ...(html === undefined ? {} : { html }),
    messageId: `<${id}@${domain}>`,
    // RFC 3834: no out-of-office answers.
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/** A refusal of recipient or content with 5xx is for good; a refused login is not, since an operator can mend it. RFC 5321, 4.2.1 */
function spokenOf(error: unknown): Error {
  const { code, status } = smtpCodes(error);
  const isAboutMessage = status > 0 && (code === 'EENVELOPE' || code === 'EMESSAGE');
  const spoken = isAboutMessage ? String(status) : code;
  return isAboutMessage && status >= 500
    ? permanentMailError(spoken)
    : Object.assign(new Error('The message was not taken.'), { code: spoken });
}
