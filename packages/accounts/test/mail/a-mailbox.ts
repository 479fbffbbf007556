/** Mail that waits until the test looks: what was posted is written when it asks, and never before. */
import { createMail, type Mail } from '../../src/mail/create-mail.ts';
import type { PostedMail } from '../../src/mail/create-postman.ts';
import type { MailMessage } from '../../src/mail/mail-message.ts';
import { aHead } from './a-letter.ts';

export interface Mailbox {
  readonly mail: Mail;
  /** Posted and not looked at yet, due or not. */
  waiting(): number;
  /** Writes what was posted since the last time, in order, and returns what was due. */
  deliver(): Promise<readonly MailMessage[]>;
}

export function aMailbox(): Mailbox {
  const posted: PostedMail[] = [];
  let count = 0;
  const postman = {
    post: (one: PostedMail) => void posted.push(one),
    load: () => ({ waiting: posted.length, sent: 0, failed: 0 }),
    close: async () => undefined,
  };
  return {
    mail: createMail(aHead(), postman, () => `message-${(count += 1)}`),
    waiting: () => posted.length,
    deliver: async () => {
      const messages: MailMessage[] = [];
      for (const { compose } of posted.splice(0)) {
        const message = await compose();
        if (message !== undefined) messages.push(message);
      }
      return messages;
    },
  };
}

/** The token of the link in a message; throws where there is none. */
export function tokenIn(message: MailMessage | undefined): string {
  const [, token] = /\?token=([A-Za-z0-9_-]+)/.exec(message?.text ?? '') ?? [];
  if (token === undefined) throw new Error(`no link in ${message?.kind ?? 'nothing'}`);
  return token;
}
