/** The page of the signing keys, in English. */
import type { ConsoleKeysTexts } from '../console-keys-texts.ts';

export const consoleKeys: ConsoleKeysTexts = {
  title: 'Signing keys',
  lead: 'Access tokens are signed with one of them; the next one is published before it signs, so that nobody meets a key unprepared.',
  heading: 'Keys',
  states: { next: 'next', active: 'signs', former: 'signed before' },
  since: { next: 'signs', active: 'signs since', former: 'signed from' },
  rotate: 'Rotate now',
  retire: 'Retire',
  retireWarning:
    'For a key that has leaked. Nothing that it has signed is accepted any more, anywhere. Sessions stand, and get tokens of another key.',
  retireButton: 'Retire it at once',
};
