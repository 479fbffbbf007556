/** What nodemailer takes, and what it fails with; types alone of it, so that nothing is loaded where there is no mail. */
import type { SMTPTransportOptions } from 'nodemailer/lib/smtp-transport';
import type { MailPlace } from './mail-place.ts';

export interface SmtpOptions {
  /** Milliseconds for each of: finding the host, connecting, being greeted, being answered. */
  readonly waitMs?: number;
  /** Certificates of authorities to trust in place of the machine's; for tests. */
  readonly ca?: string;
}

const defaultWaitMs = 10_000;

/** What nodemailer takes, for one place. */
export function smtpOptions(
  { host, port, encryption, login }: MailPlace,
  { waitMs = defaultWaitMs, ca }: SmtpOptions = {},
): SMTPTransportOptions {
  return {
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    dnsTimeout: waitMs,
    connectionTimeout: waitMs,
    greetingTimeout: waitMs,
    socketTimeout: waitMs,
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: encryption !== 'any', ...(ca === undefined ? {} : { ca }) },
    ...(login === undefined ? {} : { auth: { user: login.user, pass: login.password } }),
  };
}

/** Code of the failure, and the server's reply code or 0. */
export function smtpCodes(error: unknown): { readonly code: string; readonly status: number } {
  const read = (name: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined);
  const code = read('code');
  const status = read('responseCode');
  return { code: typeof code === 'string' ? code : 'EUNKNOWN', status: typeof status === 'number' ? status : 0 };
}
