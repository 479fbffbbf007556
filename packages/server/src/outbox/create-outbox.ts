/** Where mail ends in development: the last messages, in memory, to be read on the admin listener. */
import type { MailMessage, SendMail } from '@gemel/accounts';
import type { Seconds } from '@gemel/protocol';

export interface KeptMail {
  readonly message: MailMessage;
  readonly sentAt: Seconds;
}

export interface Outbox {
  readonly send: SendMail;
  /** Newest first. */
  list(): readonly KeptMail[];
  find(id: string): KeptMail | undefined;
}

const most = 100;

export function createOutbox(now: () => Seconds): Outbox {
  const kept: KeptMail[] = [];
  return {
    send: async (message) => {
      kept.unshift({ message, sentAt: now() });
      kept.length = Math.min(kept.length, most);
    },
    list: () => [...kept],
    find: (id) => kept.find(({ message }) => message.id === id),
  };
}
