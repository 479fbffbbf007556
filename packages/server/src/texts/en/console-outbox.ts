/** The outbox in the console, in English. */
import type { ConsoleOutboxTexts } from '../console-outbox-texts.ts';

export const consoleOutbox: ConsoleOutboxTexts = { heading: 'Messages', columns: ['Subject', 'To', 'Kind', 'When'] };
