/** Shows what a message will look like, for whoever writes texts or tests them. */
import { optionsError } from '@gemel/protocol';
import { composeMail } from './compose-mail.ts';
import type { MailKind, MailMessage } from './mail-message.ts';
import { type MailOptions, resolveMailOptions } from './resolve-mail-options.ts';
import { sampleFacts } from './sample-facts.ts';

/** What `createAccounts` takes as `mail`, as far as it shows. */
export interface MailPreview extends Pick<MailOptions, 'from' | 'service' | 'texts' | 'pages'> {
  readonly issuer: string;
}

/**
 * Returns a message of this kind about something that never happened, to ada@example.com. Sends nothing.
 *
 * @throws GemelError `options_invalid`, naming everything that is wrong
 */
export function previewMail(kind: MailKind, { issuer, ...options }: MailPreview): MailMessage {
  const problems: string[] = URL.canParse(issuer) ? [] : ["issuer is not a URL: write issuer: 'https://app.example'"];
  const mail = resolveMailOptions({ ...options, send: async () => undefined }, issuer, problems);
  if (mail === undefined || problems.length > 0) throw optionsError('previewMail', problems);
  return composeMail({ ...mail.head, issuer }, { id: 'preview', kind, to: 'ada@example.com', facts: sampleFacts[kind] });
}
