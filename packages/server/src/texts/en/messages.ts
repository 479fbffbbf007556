/** Pages that only say one thing, in English. */
import { errorTable } from '@gemel/protocol';
import type { MessageTexts } from '../message-texts.ts';

export const messages: MessageTexts = {
  notFound: { title: 'Nothing here', text: 'The page you asked for does not exist.' },
  crossSite: { title: 'Not from here', text: 'That form was sent by another site, so nothing was done. Try again from this page.' },
  refused: (code) => ({ title: 'That did not work', text: errorTable[code].summary }),
  fault: {
    title: 'One moment, please',
    text: 'Something on our side does not answer right now. You have not been signed out; try again in a moment.',
  },
  toStart: 'Go to the front page',
  again: 'Try again',
};
