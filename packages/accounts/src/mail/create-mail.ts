/** Mail as the flows of accounts use it: a kind, an address, facts; writing and sending happen later. */
import type { MailFacts } from './mail-facts.ts';
import { composeMail, type MailHead } from './compose-mail.ts';
import type { MailLoad, Postman } from './create-postman.ts';
import type { MailKind } from './mail-message.ts';

/** To whom a message is to go, and what it tells. */
export interface DueMail<Kind extends MailKind> {
  readonly to: string;
  readonly facts: MailFacts[Kind];
}

export interface Mail {
  /** Takes a message that its owner has to hear, and returns at once, whatever becomes of it; never throws. The cost is the same for every kind. */
  post<Kind extends MailKind>(kind: Kind, to: string, facts: MailFacts[Kind]): void;
  /**
   * Takes one that somebody asked for, or that may be due: what is owed goes before it. Finds out behind the request whether a message is due, to whom, and what it tells: no answer waits for that, and none can tell.
   * A fault is tried again. ASVS 6.3.8
   */
  postLater<Kind extends MailKind>(kind: Kind, find: () => Promise<DueMail<Kind> | undefined>): void;
  load(): MailLoad;
  close(): Promise<void>;
}

const idBytes = 16;

export function createMail(head: MailHead, postman: Postman, randomText: (byteLength: number) => string): Mail {
  return {
    post: (kind, to, facts) => {
      const id = randomText(idBytes);
      postman.post({ kind, isOwed: true, compose: () => composeMail(head, { id, kind, to, facts }) });
    },
    postLater: (kind, find) => {
      const id = randomText(idBytes);
      postman.post({
        kind,
        compose: async () => {
          const due = await find();
          return due && composeMail(head, { id, kind, ...due });
        },
      });
    },
    load: () => postman.load(),
    close: () => postman.close(),
  };
}
