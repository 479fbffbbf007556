/** Says in the log when mail begins to fail and when it flows again, once each: the first message would otherwise be given up minutes later. */
import type { SendMail } from '@gemel/accounts';
import type { Logger } from '../logging/create-logger.ts';

export function watchMail(send: SendMail, logger: Pick<Logger, 'info' | 'error'>): SendMail {
  let isFailing = false;
  return async (message) => {
    try {
      await send(message);
    } catch (error) {
      const facts = factsOf(error);
      // One mailbox that does not exist says nothing about the next message.
      if (!facts.isPermanent && !isFailing) {
        isFailing = true;
        logger.error({ code: facts.code }, 'mail.failing');
      }
      throw error;
    }
    if (isFailing) logger.info('mail.flowing');
    isFailing = false;
  };
}

function factsOf(error: unknown): { readonly code: unknown; readonly isPermanent: boolean } {
  const read = (name: string): unknown => (typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined);
  return { code: read('code'), isPermanent: read('isPermanent') === true };
}
