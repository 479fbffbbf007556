/** The outbox page, in English. */
import type { OutboxTexts } from '../outbox-texts.ts';

export const outbox: OutboxTexts = {
  title: 'Outbox',
  lead: 'No mail server is configured, so messages end here: the last hundred, until this process stops. Newest first.',
  empty: 'Nothing was sent yet.',
  to: (address) => `To ${address}`,
  asHtml: 'as HTML',
};
