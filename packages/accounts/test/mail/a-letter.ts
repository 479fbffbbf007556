/** Messages with every fact filled in, as tests need them. */
import { composeMail, type MailHead } from '../../src/mail/compose-mail.ts';
import { englishMail } from '../../src/mail/english-mail.ts';
import type { MailFacts } from '../../src/mail/mail-facts.ts';
import type { MailKind, MailMessage } from '../../src/mail/mail-message.ts';
import { defaultMailPages } from '../../src/mail/mail-pages.ts';
import { sampleFacts } from '../../src/mail/sample-facts.ts';

export const issuer = 'https://app.example';
export const token = 'dG9rZW4tb2YtdGhlLXNhbXBsZQ';

export function aHead(changes: Partial<MailHead> = {}): MailHead {
  return { issuer, service: 'Orders', from: undefined, texts: englishMail, pages: defaultMailPages, ...changes };
}

export function aLetter<Kind extends MailKind>(
  kind: Kind,
  facts: Partial<MailFacts[Kind]> = {},
  head: Partial<MailHead> = {},
): MailMessage {
  return composeMail(aHead(head), { id: 'id-1', kind, to: 'ada@example.com', facts: { ...sampleFacts[kind], ...facts } });
}
