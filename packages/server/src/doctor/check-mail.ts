/** Looks at mail: the server that is configured, or what is off without one. */
import type { Configuration } from '../configuration/configuration.ts';
import { type Finding, ok, warning } from './finding.ts';

export async function checkMail({ mail, isProduction }: Pick<Configuration, 'mail' | 'isProduction'>): Promise<readonly Finding[]> {
  if (mail !== undefined) {
    const { examineMail } = await import('./examine-mail.ts');
    return examineMail(mail);
  }
  return isProduction
    ? [warning('GEMEL_MAIL_URL is not set: nothing is mailed, and what needs mail is not there. Set GEMEL_MAIL_URL and GEMEL_MAIL_FROM')]
    : [ok('Mail: no server, messages stand at /outbox of the admin listener')];
}
