/** Connects to the mail server as a message would, up to the login, and says what it found; nothing is sent. */
import SmtpConnection from 'nodemailer/lib/smtp-connection';
import { explainMail } from '../mail/explain-mail.ts';
import { isLoopback, type MailSettings, spellMailPlace } from '../mail/mail-place.ts';
import { smtpOptions, type SmtpOptions } from '../mail/smtp-options.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

export async function examineMail({ place, sender }: MailSettings, options: SmtpOptions = {}): Promise<readonly Finding[]> {
  const shown = spellMailPlace(place);
  let isEncrypted: boolean;
  try {
    isEncrypted = await logIn({ place, sender }, options);
  } catch (error) {
    return [problem(`Mail: ${explainMail(error, place)}`)];
  }
  const domain = sender.address.slice(sender.address.indexOf('@') + 1);
  const way = place.encryption === 'tls' ? 'TLS' : isEncrypted ? 'STARTTLS' : 'no TLS';
  const login = place.login === undefined ? 'without a login' : `logged in as ${place.login.user}`;
  const findings = [
    ok(`Mail: ${shown} answers (${way}, ${login}); messages are from ${sender.address}, so ${domain} must name it in SPF or DKIM`),
  ];
  if (place.encryption !== 'any' || isLoopback(place.host)) return findings;
  const lost = place.login === undefined ? 'links that open accounts' : 'the password of the mail server, and links that open accounts,';
  const why = isEncrypted ? `nobody vouches for ${place.host}` : `${place.host} offers no TLS`;
  return [
    ...findings,
    warning(`Mail: ${why}, and ?tls=optional lets ${lost} pass all the same. Take that out, unless nobody else is on that network`),
  ];
}

/** Returns whether the connection is encrypted. */
function logIn({ place }: MailSettings, options: SmtpOptions): Promise<boolean> {
  const { auth, ...rest } = smtpOptions(place, options);
  const connection = new SmtpConnection(rest);
  return new Promise<boolean>((resolve, reject) => {
    connection.on('error', reject);
    connection.connect(() => {
      const isEncrypted = connection.secure;
      if (auth === undefined) return resolve(isEncrypted);
      connection.login({ ...auth, credentials: auth }, (error) => (error ? reject(error) : resolve(isEncrypted)));
    });
  }).finally(() => connection.close());
}
